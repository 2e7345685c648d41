-- Observations: figures found in documents, kept by the unit they are about and seen in its area.
select app.keep('app.observations');
drop policy if exists seen_from_above on app.observations;
create policy seen_from_above on app.observations for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists kept_by_its_unit on app.observations;
create policy kept_by_its_unit on app.observations for all to thidua_service
  using (unit_id = (select app.claim_unit())) with check (unit_id = (select app.claim_unit()));
