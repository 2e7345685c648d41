-- Unit root: derived, a reference for policies.
select app.keep('app.unit_root', granted => false, audited => false, announced => false, narrowed => false);
grant select on app.unit_root to thidua_service;
drop policy if exists readable_by_all on app.unit_root;
create policy readable_by_all on app.unit_root for select to thidua_service using (true);
