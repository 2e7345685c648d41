-- Targets are seen as their campaign is, and written by the unit that issues it; a proposal is between that unit, the one it
-- is made to, and those above it.
select app.keep('app.targets', by_the_thousand => true);
drop policy if exists as_its_campaign on app.targets;
create policy as_its_campaign on app.targets for select to thidua_service using (
  state in ('assigned', 'revised') and exists (select from app.campaigns c where c.id = campaign_id));
drop policy if exists proposed_to_the_unit on app.targets;
create policy proposed_to_the_unit on app.targets for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
     and state in ('proposed', 'countered'));
drop policy if exists given_by_the_issuer on app.targets;
create policy given_by_the_issuer on app.targets for all to thidua_service
  using (issuer_id = (select app.claim_unit())) with check (issuer_id = (select app.claim_unit()));
