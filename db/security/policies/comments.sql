-- Comments on a report: read by those who work on it, on the side of the unit (also a unit that it was merged into), of the
-- issuer, and between them; those of its drafting unit by that unit alone until it submits. Who stands above the issuer,
-- oversees, votes or administers reads the report without them, and the audit keeps no words. Whether each may write is
-- functions/report_work.sql's. What makes one a part of its report never changes.
select app.keep('app.comments', secret => '{text}', granted => false);
grant select, delete, insert (submission_id, pointer, text, answer_to), update (text, resolved_by, resolved_at) on app.comments to thidua_service;
drop policy if exists as_their_report on app.comments;
drop policy if exists heard_by_both_sides on app.comments;
create policy heard_by_both_sides on app.comments for select to thidua_service using (
  (select app.works_on_reports())
  and (unit_id = (select app.claim_unit())
       or (shown and (issuer_id = (select app.claim_unit())
                      or (not (select app.reaches_everything())
                          and unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
                          and issuer_id not in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()))))));
drop policy if exists written_by_those_who_work_on_it on app.comments;
create policy written_by_those_who_work_on_it on app.comments for insert to thidua_service
  with check (author_unit_id = (select app.claim_unit()) and (select app.claim_roles()) && '{reporter,reviewer,leader}');
drop policy if exists mended_and_resolved on app.comments;
create policy mended_and_resolved on app.comments for update to thidua_service
  using (author_unit_id = (select app.claim_unit()) or unit_id = (select app.claim_unit()) or (shown and issuer_id = (select app.claim_unit())));
drop policy if exists taken_back_by_who_wrote_it on app.comments;
create policy taken_back_by_who_wrote_it on app.comments for delete to thidua_service using (created_by = (select app.claim_user()));
