-- Obligations: of the unit itself, for those above it and the issuer, who may excuse; the unit
-- reports its duties done. Frozen by the launch.
select app.keep('app.obligations', granted => false, by_the_thousand => true);
grant select, update (excused_reason, excused_values, fulfilled_on, fulfilled_note, fulfilled_by, document_id) on app.obligations to thidua_service;
drop policy if exists seen_from_above on app.obligations;
create policy seen_from_above on app.obligations for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
  or issuer_id = (select app.claim_unit()));
drop policy if exists excused_by_the_issuer on app.obligations;
create policy excused_by_the_issuer on app.obligations for update to thidua_service
  using (issuer_id = (select app.claim_unit())) with check (issuer_id = (select app.claim_unit()));
drop policy if exists fulfilled_by_its_unit on app.obligations;
create policy fulfilled_by_its_unit on app.obligations for update to thidua_service
  using (unit_id = (select app.claim_unit()) and kind = 'duty') with check (unit_id = (select app.claim_unit()) and kind = 'duty');
