-- Unit reach: derived, a reference for policies.
select app.keep('app.unit_reach', granted => false, audited => false, announced => false, narrowed => false);
grant select on app.unit_reach to thidua_service;
drop policy if exists readable_by_all on app.unit_reach;
create policy readable_by_all on app.unit_reach for select to thidua_service using (true);
