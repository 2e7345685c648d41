-- Lists laid open: of the unit whose council will meet and those above it; published ones are heard below. Objections are for
-- the unit that answers, those above it, and the unit that objects; who of the public objects, for the desk that answers.
select app.keep('app.publicity_lists', granted => false);
grant select, delete, insert (unit_id, round_id, title, note, opens_on, working_days, invented),
      update (round_id, title, note, opens_on, working_days, invented) on app.publicity_lists to thidua_service;
drop policy if exists seen_from_above on app.publicity_lists;
create policy seen_from_above on app.publicity_lists for select to thidua_service using (
  ((select app.reaches_everything())
   or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()))
  and (state <> 'draft' or not (select app.only_oversees())));
drop policy if exists published_ones_are_for_everybody on app.publicity_lists;
create policy published_ones_are_for_everybody on app.publicity_lists for select to thidua_service using (published);
drop policy if exists drafted_by_its_unit on app.publicity_lists;
create policy drafted_by_its_unit on app.publicity_lists for insert to thidua_service with check (unit_id = (select app.claim_unit()));
drop policy if exists changed_while_a_draft on app.publicity_lists;
create policy changed_while_a_draft on app.publicity_lists for update to thidua_service
  using (unit_id = (select app.claim_unit()) and state = 'draft') with check (unit_id = (select app.claim_unit()));
drop policy if exists deleted_while_a_draft on app.publicity_lists;
create policy deleted_while_a_draft on app.publicity_lists for delete to thidua_service using (unit_id = (select app.claim_unit()) and state = 'draft');

select app.keep('app.publicity_items', granted => false, announced => false);
grant select, delete, insert (list_id, nomination_id, unit_id, ordinal) on app.publicity_items to thidua_service;
drop policy if exists as_their_list on app.publicity_items;
create policy as_their_list on app.publicity_items for select to thidua_service using (exists (select from app.publicity_lists l where l.id = list_id));
drop policy if exists listed_while_a_draft on app.publicity_items;
create policy listed_while_a_draft on app.publicity_items for all to thidua_service
  using (unit_id = (select app.claim_unit()) and exists (select from app.publicity_lists l where l.id = list_id and l.state = 'draft'))
  with check (unit_id = (select app.claim_unit()) and exists (select from app.publicity_lists l where l.id = list_id and l.state = 'draft'));

select app.keep('app.publicity_objections', granted => false);
grant select on app.publicity_objections to thidua_service;
drop policy if exists seen_from_above on app.publicity_objections;
create policy seen_from_above on app.publicity_objections for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
  or lead_unit_id = (select app.claim_unit()));

select app.keep('app.publicity_objectors', secret => '{name,contact}', granted => false, announced => false);
grant select on app.publicity_objectors to thidua_service;
drop policy if exists for_the_desk_that_answers on app.publicity_objectors;
create policy for_the_desk_that_answers on app.publicity_objectors for select to thidua_service using (
  unit_id = (select app.claim_unit()) and (select app.claim_roles()) && '{reviewer,leader}');

select app.keep('app.public_requests', granted => false, audited => false, announced => false);
