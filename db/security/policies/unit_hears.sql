-- Unit hears: derived, a reference for policies.
select app.keep('app.unit_hears', granted => false, audited => false, announced => false, narrowed => false);
grant select on app.unit_hears to thidua_service;
drop policy if exists readable_by_all on app.unit_hears;
create policy readable_by_all on app.unit_hears for select to thidua_service using (true);
