-- Narratives of a report: seen with it, written by the reporting unit while the report is in its hands.
select app.keep('app.submission_narratives', announced => false);
drop policy if exists as_its_report on app.submission_narratives;
create policy as_its_report on app.submission_narratives for select to thidua_service using (
  ((select app.reaches_everything())
   or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
   or app.report_issuer(submission_id) = (select app.claim_unit()))
  and (not (select app.only_oversees()) or app.is_submitted(submission_id)));
drop policy if exists added_by_its_unit on app.submission_narratives;
create policy added_by_its_unit on app.submission_narratives for insert to thidua_service
  with check (unit_id = (select app.claim_unit()) and app.is_in_hand(submission_id));
drop policy if exists changed_by_its_unit on app.submission_narratives;
create policy changed_by_its_unit on app.submission_narratives for update to thidua_service
  using (unit_id = (select app.claim_unit()) and app.is_in_hand(submission_id));
drop policy if exists removed_by_its_unit on app.submission_narratives;
create policy removed_by_its_unit on app.submission_narratives for delete to thidua_service
  using (unit_id = (select app.claim_unit()) and app.is_in_hand(submission_id));
