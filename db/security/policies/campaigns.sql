-- Campaigns: the own area reads all of them, units below hear those that were launched, everybody the published ones;
-- who reports to one from elsewhere in the tree sees it too.
select app.keep('app.campaigns');
select app.narrow('app.campaigns', of_campaign => 'id = (select app.token_campaign())',
  heard => $$state not in ('draft', 'proposed')
    and unit_id in (select h.issuer_id from app.unit_hears h where h.viewer_id = (select app.token_area()) and h.valid_from <= app.today() and h.valid_to > app.today())$$);
drop policy if exists seen_from_above on app.campaigns;
create policy seen_from_above on app.campaigns for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists launched_ones_are_heard_below on app.campaigns;
create policy launched_ones_are_heard_below on app.campaigns for select to thidua_service using (
  state not in ('draft', 'proposed')
  and unit_id in (select issuer_id from app.unit_hears where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists published_ones_are_seen_by_all on app.campaigns;
create policy published_ones_are_seen_by_all on app.campaigns for select to thidua_service using (published);
drop policy if exists seen_by_who_reports_to_it on app.campaigns;
create policy seen_by_who_reports_to_it on app.campaigns for select to thidua_service using (
  id in (select campaign_id from app.reporters where unit_id = (select app.claim_unit())));
drop policy if exists drafted_by_its_unit on app.campaigns;
create policy drafted_by_its_unit on app.campaigns for all to thidua_service
  using (unit_id = (select app.claim_unit())) with check (unit_id = (select app.claim_unit()));

select app.keep('app.campaign_parents', audited => false, announced => false);
drop policy if exists as_its_campaign on app.campaign_parents;
create policy as_its_campaign on app.campaign_parents for select to thidua_service using (
  exists (select from app.campaigns c where c.id = campaign_id));
drop policy if exists kept_with_its_campaign on app.campaign_parents;
create policy kept_with_its_campaign on app.campaign_parents for all to thidua_service
  using (exists (select from app.campaigns c where c.id = campaign_id and c.unit_id = (select app.claim_unit())))
  with check (exists (select from app.campaigns c where c.id = campaign_id and c.unit_id = (select app.claim_unit())));
