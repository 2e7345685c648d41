-- Authors: seen with their initiative; the engine writes them.
select app.keep('app.initiative_authors');
revoke insert, update, delete on app.initiative_authors from thidua_service;
drop policy if exists seen_with_their_initiative on app.initiative_authors;
create policy seen_with_their_initiative on app.initiative_authors for select to thidua_service using (
  exists (select from app.initiatives i where i.id = initiative_id));
drop policy if exists kept_by_their_unit on app.initiative_authors;
