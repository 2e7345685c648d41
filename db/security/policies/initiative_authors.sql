-- Authors: seen and kept with their initiative.
select app.keep('app.initiative_authors');
drop policy if exists seen_with_their_initiative on app.initiative_authors;
create policy seen_with_their_initiative on app.initiative_authors for select to thidua_service using (
  exists (select from app.initiatives i where i.id = initiative_id));
drop policy if exists kept_by_their_unit on app.initiative_authors;
create policy kept_by_their_unit on app.initiative_authors for all to thidua_service
  using (unit_id = (select app.claim_unit())) with check (unit_id = (select app.claim_unit()));
