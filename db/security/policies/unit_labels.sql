-- Unit labels: derived; public facts.
select app.keep('app.unit_labels', granted => false, audited => false, announced => false, narrowed => false);
grant select on app.unit_labels to thidua_service;
drop policy if exists readable_by_all on app.unit_labels;
create policy readable_by_all on app.unit_labels for select to thidua_service using (true);
