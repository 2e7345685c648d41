-- Audit entries: added by the engine's triggers only, read by administrators and oversight of the area, changed by nobody.
-- A year's table is for nobody by its own name.
select app.keep(kept, granted => false, audited => false, announced => false)
  from (select 'app.audit_entries'::regclass as kept union all select inhrelid from pg_inherits where inhparent = 'app.audit_entries'::regclass) years;
do $$
declare
  year regclass;
begin
  for year in select 'app.audit_entries'::regclass union all select inhrelid from pg_inherits where inhparent = 'app.audit_entries'::regclass loop
    execute format('revoke update, delete on %s from thidua_engine', year);
  end loop;
end $$;
grant select on app.audit_entries to thidua_service;
drop policy if exists seen_by_administrators_and_oversight on app.audit_entries;
create policy seen_by_administrators_and_oversight on app.audit_entries for select to thidua_service using (
  (select app.has_role('admin') or app.has_role('oversight'))
  and ((select app.reaches_everything())
       or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
       or actor_unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())));
