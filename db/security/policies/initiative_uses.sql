-- What a nomination rests on: seen with the nomination; the engine writes it.
select app.keep('app.initiative_uses');
revoke insert, update, delete on app.initiative_uses from thidua_service;
drop policy if exists seen_with_their_nomination on app.initiative_uses;
create policy seen_with_their_nomination on app.initiative_uses for select to thidua_service using (
  exists (select from app.nominations n where n.id = nomination_id));
