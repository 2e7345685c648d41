-- Rankings and their methods: a draft belongs to the unit that issued the campaign and those above it; published ones are
-- heard below. Places are seen with their ranking, methods with their campaign.
select app.keep('app.ranking_methods');
drop policy if exists as_its_campaign on app.ranking_methods;
create policy as_its_campaign on app.ranking_methods for select to thidua_service using (exists (select from app.campaigns c where c.id = campaign_id));
drop policy if exists kept_by_the_issuer on app.ranking_methods;
create policy kept_by_the_issuer on app.ranking_methods for all to thidua_service
  using (unit_id = (select app.claim_unit()) and (select app.has_role('reviewer')))
  with check (unit_id = (select app.claim_unit()) and (select app.has_role('reviewer')));

select app.keep('app.rankings');
revoke update, delete on app.rankings from thidua_service;
drop policy if exists seen_from_above on app.rankings;
create policy seen_from_above on app.rankings for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists published_ones_are_heard_below on app.rankings;
create policy published_ones_are_heard_below on app.rankings for select to thidua_service using (
  state <> 'draft' and unit_id in (select issuer_id from app.unit_hears where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists frozen_by_the_issuer on app.rankings;
create policy frozen_by_the_issuer on app.rankings for insert to thidua_service
  with check (unit_id = (select app.claim_unit()) and (select app.has_role('reviewer')));

select app.keep('app.ranking_places', audited => false, announced => false);
revoke update, delete on app.ranking_places from thidua_service;
drop policy if exists as_their_ranking on app.ranking_places;
create policy as_their_ranking on app.ranking_places for select to thidua_service using (exists (select from app.rankings r where r.id = ranking_id));
drop policy if exists frozen_by_the_issuer on app.ranking_places;
create policy frozen_by_the_issuer on app.ranking_places for insert to thidua_service
  with check (issuer_id = (select app.claim_unit()) and (select app.has_role('reviewer')));
