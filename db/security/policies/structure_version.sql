-- Structure version: a number for everybody.
select app.keep('app.structure_version', granted => false, audited => false, announced => false, narrowed => false);
grant select on app.structure_version to thidua_service;
drop policy if exists readable_by_all on app.structure_version;
create policy readable_by_all on app.structure_version for select to thidua_service using (true);
