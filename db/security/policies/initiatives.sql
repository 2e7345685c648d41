-- Initiatives: of the unit that entered them and those above it, and for whoever judges a nomination that rests on them.
select app.keep('app.initiatives');
drop policy if exists seen_from_above on app.initiatives;
create policy seen_from_above on app.initiatives for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists seen_by_who_judges_them on app.initiatives;
create policy seen_by_who_judges_them on app.initiatives for select to thidua_service using (app.judges_initiative(id, (select app.claim_unit())));
drop policy if exists kept_by_their_unit on app.initiatives;
create policy kept_by_their_unit on app.initiatives for all to thidua_service
  using (unit_id = (select app.claim_unit())) with check (unit_id = (select app.claim_unit()));
