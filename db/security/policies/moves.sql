-- Moves: asked for by anybody signed in and judged by the trigger; read by those above, by the issuer, by who made them.
-- All columns but the request itself are the judge's.
select app.keep('app.moves', granted => false, announced => false);
grant select, insert (thing, thing_id, to_state, note, reasons, details) on app.moves to thidua_service;
revoke update, delete on app.moves from thidua_engine;
drop policy if exists seen_from_above on app.moves;
create policy seen_from_above on app.moves for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists seen_by_the_issuer on app.moves;
create policy seen_by_the_issuer on app.moves for select to thidua_service using (issuer_id = (select app.claim_unit()));
drop policy if exists seen_by_who_made_them on app.moves;
create policy seen_by_who_made_them on app.moves for select to thidua_service using (actor_unit_id = (select app.claim_unit()));
drop policy if exists judged_when_added on app.moves;
create policy judged_when_added on app.moves for insert to thidua_service with check ((select app.claim_unit()) is not null);
