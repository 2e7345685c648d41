-- Baselines are seen as their campaign is, and written by the unit that leads the indicator or issues the campaign; where
-- nobody leads, by the unit they are about.
select app.keep('app.baselines');
drop policy if exists as_its_campaign on app.baselines;
create policy as_its_campaign on app.baselines for select to thidua_service using (
  exists (select from app.campaigns c where c.id = campaign_id));
drop policy if exists given_by_who_leads on app.baselines;
create policy given_by_who_leads on app.baselines for all to thidua_service
  using ((select app.claim_unit()) in (issuer_id, lead_unit_id) or (lead_unit_id is null and unit_id = (select app.claim_unit())))
  with check ((select app.claim_unit()) in (issuer_id, lead_unit_id) or (lead_unit_id is null and unit_id = (select app.claim_unit())));
