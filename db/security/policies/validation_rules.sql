-- Validation rules are seen as their campaign is, and kept by the standing body of the unit that issues it.
select app.keep('app.validation_rules');
drop policy if exists as_its_campaign on app.validation_rules;
create policy as_its_campaign on app.validation_rules for select to thidua_service using (
  exists (select from app.campaigns c where c.id = campaign_id));
drop policy if exists kept_by_the_issuer on app.validation_rules;
create policy kept_by_the_issuer on app.validation_rules for all to thidua_service
  using (unit_id = (select app.claim_unit()))
  with check (unit_id = (select app.claim_unit()));
