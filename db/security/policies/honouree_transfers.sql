-- Changes of unit: for the unit left, the unit entered, and those above either. Written by the engine, which moves the
-- honouree with it.
select app.keep('app.honouree_transfers');
revoke insert, update, delete on app.honouree_transfers from thidua_service;
drop policy if exists seen_from_above on app.honouree_transfers;
create policy seen_from_above on app.honouree_transfers for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
  or to_unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
