-- What units say of themselves in statutory forms: seen from above, written by the unit itself.
select app.keep('app.statutory_figures');
drop policy if exists seen_from_above on app.statutory_figures;
create policy seen_from_above on app.statutory_figures for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists said_by_the_unit on app.statutory_figures;
create policy said_by_the_unit on app.statutory_figures for all to thidua_service
  using (unit_id = (select app.claim_unit())) with check (unit_id = (select app.claim_unit()));
