-- Imports: of the unit that sent them, whomever their rows are about, seen by it and by those above it; those of accounts by
-- administrators there, as accounts are told to them. A record of what happened, never changed; how its file was read is part of it.
select app.keep('app.imports', announced => false);
revoke update, delete on app.imports from thidua_service;
drop policy if exists seen_from_above on app.imports;
create policy seen_from_above on app.imports for select to thidua_service using (
  (type <> 'users' or (select app.has_role('admin')))
  and ((select app.reaches_everything())
       or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())));
drop policy if exists added_by_its_unit on app.imports;
create policy added_by_its_unit on app.imports for insert to thidua_service with check (unit_id = (select app.claim_unit()));
