-- Comments on a report: seen as the report is, those of its drafting unit by that unit alone until it submits; who only
-- oversees reads what was submitted. Written by the unit, the issuer and the units between; whether each may is
-- functions/report_work.sql's. What makes one a part of its report never changes.
select app.keep('app.comments', granted => false);
grant select, delete, insert (submission_id, pointer, text, answer_to), update (text, resolved_by, resolved_at) on app.comments to thidua_service;
drop policy if exists as_their_report on app.comments;
create policy as_their_report on app.comments for select to thidua_service using (
  ((select app.reaches_everything())
   or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
   or issuer_id = (select app.claim_unit()))
  and (shown or unit_id = (select app.claim_unit()))
  and (not (select app.only_oversees()) or (shown and app.is_submitted(submission_id))));
drop policy if exists written_by_those_who_work_on_it on app.comments;
create policy written_by_those_who_work_on_it on app.comments for insert to thidua_service
  with check (author_unit_id = (select app.claim_unit()) and (select app.claim_roles()) && '{reporter,reviewer,leader}');
drop policy if exists mended_and_resolved on app.comments;
create policy mended_and_resolved on app.comments for update to thidua_service
  using (author_unit_id = (select app.claim_unit()) or unit_id = (select app.claim_unit()) or (shown and issuer_id = (select app.claim_unit())));
drop policy if exists taken_back_by_who_wrote_it on app.comments;
create policy taken_back_by_who_wrote_it on app.comments for delete to thidua_service using (created_by = (select app.claim_user()));
