-- Rows of imports, with what each speaks of: seen and added with the import they belong to.
select app.keep('app.import_rows', audited => false, announced => false);
revoke update, delete on app.import_rows from thidua_service;
drop policy if exists seen_from_above on app.import_rows;
create policy seen_from_above on app.import_rows for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists added_by_its_unit on app.import_rows;
create policy added_by_its_unit on app.import_rows for insert to thidua_service with check (unit_id = (select app.claim_unit()));
