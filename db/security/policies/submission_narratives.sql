-- Narratives of a report: seen with it, written by the reporting unit while the report is in its hands.
select app.keep('app.submission_narratives', announced => false);
drop policy if exists as_its_report on app.submission_narratives;
create policy as_its_report on app.submission_narratives for select to thidua_service using (
  exists (select from app.submissions s where s.id = submission_id
                 and (s.state in ('submitted', 'verified', 'approved') or not (select app.only_oversees()))));
drop policy if exists written_with_its_report on app.submission_narratives;
create policy written_with_its_report on app.submission_narratives for all to thidua_service
  using (unit_id = (select app.claim_unit()) and exists (select from app.submissions s where s.id = submission_id and s.state in ('draft', 'returned', 'amending')))
  with check (unit_id = (select app.claim_unit()) and exists (select from app.submissions s where s.id = submission_id and s.unit_id = (select app.claim_unit())
                and s.state in ('draft', 'returned', 'amending')));
