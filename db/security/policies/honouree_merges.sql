-- Mergings of honourees: for the unit of either and those above it. Written by the engine, which lets everything follow.
select app.keep('app.honouree_merges', granted => false);
grant select on app.honouree_merges to thidua_service;
drop policy if exists seen_from_above on app.honouree_merges;
create policy seen_from_above on app.honouree_merges for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
  or into_unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
