-- Values of a report: seen with it, value by value by the unit that leads the indicator once submitted; written by the
-- reporting unit while the report is in its hands, and while it is a draft by who issued the campaign, as imported. Their own unit_id judges, so that no plan walks through all reports.
select app.keep('app.submission_values', by_the_thousand => true, announced => false);
drop policy if exists as_its_report on app.submission_values;
create policy as_its_report on app.submission_values for select to thidua_service using (
  ((select app.reaches_everything())
   or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
   or app.report_issuer(submission_id) = (select app.claim_unit()))
  and (not (select app.only_oversees()) or app.is_submitted(submission_id)));
drop policy if exists added_by_its_unit on app.submission_values;
create policy added_by_its_unit on app.submission_values for insert to thidua_service
  with check (unit_id = (select app.claim_unit()) and app.is_in_hand(submission_id));
drop policy if exists changed_by_its_unit on app.submission_values;
create policy changed_by_its_unit on app.submission_values for update to thidua_service
  using (unit_id = (select app.claim_unit()) and app.is_in_hand(submission_id));
drop policy if exists added_by_its_issuer on app.submission_values;
create policy added_by_its_issuer on app.submission_values for insert to thidua_service
  with check (unit_id <> (select app.claim_unit()) and source = 'imported' and (select app.holds('reviewer', 'reports', 'write')) and app.is_entered_by_caller(submission_id));
drop policy if exists changed_by_its_issuer on app.submission_values;
create policy changed_by_its_issuer on app.submission_values for update to thidua_service
  using (unit_id <> (select app.claim_unit()) and (select app.holds('reviewer', 'reports', 'write')) and app.is_entered_by_caller(submission_id))
  with check (unit_id <> (select app.claim_unit()) and source = 'imported');
drop policy if exists removed_by_its_unit on app.submission_values;
create policy removed_by_its_unit on app.submission_values for delete to thidua_service
  using (unit_id = (select app.claim_unit()) and app.is_in_hand(submission_id));
drop policy if exists read_by_the_leading_unit on app.submission_values;
create policy read_by_the_leading_unit on app.submission_values for select to thidua_service using (
  indicator_id in (select i.id from app.indicators i where i.lead_unit_id = (select app.claim_unit())) and app.is_submitted(submission_id));
