-- Things: the registry of what can be guarded and moved.
select app.keep('app.things', granted => false, audited => false, announced => false, narrowed => false);
grant select on app.things to thidua_service;
drop policy if exists readable_by_all on app.things;
create policy readable_by_all on app.things for select to thidua_service using (true);
