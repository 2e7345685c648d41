-- Rounds of commendation: of the unit that judges and those above it; heard below once open. Quotas and members with them;
-- registrations as what a unit sends up.
select app.keep('app.award_rounds', granted => false);
grant select, delete, insert (unit_id, campaign_id, reason, year, title, achievement_from, achievement_to, award_types, registration_opens_on,
        registration_closes_on, opens_on, closes_on, window_citation, note, document_id, invented),
      update (title, achievement_from, achievement_to, award_types, registration_opens_on, registration_closes_on, opens_on, closes_on, window_citation,
        note, document_id, invented, changed_at) on app.award_rounds to thidua_service;
drop policy if exists seen_from_above on app.award_rounds;
create policy seen_from_above on app.award_rounds for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists open_ones_are_heard_below on app.award_rounds;
create policy open_ones_are_heard_below on app.award_rounds for select to thidua_service using (
  state <> 'planned' and unit_id in (select issuer_id from app.unit_hears where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists kept_by_its_unit on app.award_rounds;
create policy kept_by_its_unit on app.award_rounds for all to thidua_service
  using (unit_id = (select app.claim_unit())) with check (unit_id = (select app.claim_unit()));

select app.keep('app.award_round_quotas', announced => false);
drop policy if exists as_their_round on app.award_round_quotas;
create policy as_their_round on app.award_round_quotas for select to thidua_service using (exists (select from app.award_rounds r where r.id = round_id));
drop policy if exists set_by_its_unit on app.award_round_quotas;
create policy set_by_its_unit on app.award_round_quotas for all to thidua_service
  using (unit_id = (select app.claim_unit())) with check (unit_id = (select app.claim_unit()));

select app.keep('app.award_round_members', announced => false);
drop policy if exists as_their_round on app.award_round_members;
create policy as_their_round on app.award_round_members for select to thidua_service using (exists (select from app.award_rounds r where r.id = round_id));
drop policy if exists set_by_its_unit on app.award_round_members;
create policy set_by_its_unit on app.award_round_members for all to thidua_service
  using (unit_id = (select app.claim_unit())) with check (unit_id = (select app.claim_unit()));

select app.keep('app.award_registrations', granted => false);
grant select, delete, insert (round_id, unit_id, issuer_id, honouree_id, award_type, registered_on, note) on app.award_registrations to thidua_service;
drop policy if exists seen_from_above on app.award_registrations;
create policy seen_from_above on app.award_registrations for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
  or issuer_id = (select app.claim_unit()));
drop policy if exists made_by_their_unit on app.award_registrations;
create policy made_by_their_unit on app.award_registrations for insert to thidua_service with check (unit_id = (select app.claim_unit()));
drop policy if exists taken_back_by_their_unit on app.award_registrations;
create policy taken_back_by_their_unit on app.award_registrations for delete to thidua_service using (unit_id = (select app.claim_unit()));
