-- Targets are seen as their campaign is, and written by the unit that issues it.
select app.keep('app.targets');
drop policy if exists as_its_campaign on app.targets;
create policy as_its_campaign on app.targets for select to thidua_service using (
  exists (select from app.campaigns c where c.id = campaign_id));
drop policy if exists given_by_the_issuer on app.targets;
create policy given_by_the_issuer on app.targets for all to thidua_service
  using (issuer_id = (select app.claim_unit())) with check (issuer_id = (select app.claim_unit()));
