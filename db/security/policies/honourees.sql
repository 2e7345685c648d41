-- Honourees, with what titles and statistics ask of them: of the own unit, for those above it, for whoever judges a proposal
-- with them, and for the unit they left.
select app.keep('app.honourees');
revoke insert (merged_into), update (merged_into) on app.honourees from thidua_service;
drop policy if exists seen_from_above on app.honourees;
create policy seen_from_above on app.honourees for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists seen_by_who_judges_them on app.honourees;
create policy seen_by_who_judges_them on app.honourees for select to thidua_service using (
  exists (select from app.nominations n where n.honouree_id = honourees.id and n.issuer_id = (select app.claim_unit()) and n.state <> 'draft'));
drop policy if exists kept_by_their_unit on app.honourees;
create policy kept_by_their_unit on app.honourees for all to thidua_service
  using (unit_id = (select app.claim_unit())) with check (unit_id = (select app.claim_unit()));
drop policy if exists seen_by_whom_they_left on app.honourees;
create policy seen_by_whom_they_left on app.honourees for select to thidua_service using (
  exists (select from app.honouree_transfers t where t.honouree_id = honourees.id));
drop policy if exists seen_by_whom_they_were_merged_from on app.honourees;
create policy seen_by_whom_they_were_merged_from on app.honourees for select to thidua_service using (id in (select app.known_by_merging()));
