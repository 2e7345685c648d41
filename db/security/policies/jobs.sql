-- Jobs: of the unit that asked for them, seen by it and by those above it; moved on by the engine and by moves alone.
select app.keep('app.jobs', granted => false);
grant select, insert (id, unit_id, kind, import_id, claims, wishes, rows_total) on app.jobs to thidua_service;
drop policy if exists seen_from_above on app.jobs;
create policy seen_from_above on app.jobs for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists added_by_its_unit on app.jobs;
create policy added_by_its_unit on app.jobs for insert to thidua_service with check (unit_id = (select app.claim_unit()));
