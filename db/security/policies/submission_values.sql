-- Values of a report: seen with it, value by value by the unit that leads the indicator once submitted; written by the
-- reporting unit while the report is in its hands.
select app.keep('app.submission_values', announced => false);
drop policy if exists as_its_report on app.submission_values;
create policy as_its_report on app.submission_values for select to thidua_service using (
  exists (select from app.submissions s where s.id = submission_id
                 and (s.state in ('submitted', 'verified', 'approved') or not (select app.only_oversees()))));
drop policy if exists written_with_its_report on app.submission_values;
create policy written_with_its_report on app.submission_values for all to thidua_service
  using (unit_id = (select app.claim_unit()) and exists (select from app.submissions s where s.id = submission_id and s.state in ('draft', 'returned', 'amending')))
  with check (unit_id = (select app.claim_unit()) and exists (select from app.submissions s where s.id = submission_id and s.unit_id = (select app.claim_unit())
                and s.state in ('draft', 'returned', 'amending')));
drop policy if exists read_by_the_leading_unit on app.submission_values;
create policy read_by_the_leading_unit on app.submission_values for select to thidua_service using (
  indicator_id in (select i.id from app.indicators i where i.lead_unit_id = (select app.claim_unit())) and app.is_submitted(submission_id));
