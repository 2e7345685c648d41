-- Indicators, with what they count, are seen as their campaign is, and written by the unit that issues it.
select app.keep('app.indicators');
select app.narrow('app.indicators', heard => 'exists (select from app.campaigns c where c.id = campaign_id)');
drop policy if exists as_its_campaign on app.indicators;
create policy as_its_campaign on app.indicators for select to thidua_service using (
  exists (select from app.campaigns c where c.id = campaign_id));
drop policy if exists drafted_by_its_unit on app.indicators;
create policy drafted_by_its_unit on app.indicators for all to thidua_service
  using (unit_id = (select app.claim_unit())) with check (unit_id = (select app.claim_unit()));
