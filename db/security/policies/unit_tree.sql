-- Unit tree: derived, a reference for policies.
select app.keep('app.unit_tree', granted => false, audited => false, announced => false, narrowed => false);
grant select on app.unit_tree to thidua_service;
drop policy if exists readable_by_all on app.unit_tree;
create policy readable_by_all on app.unit_tree for select to thidua_service using (true);
