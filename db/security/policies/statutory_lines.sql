-- Lines of statutory forms: reference, readable by all.
select app.keep('app.statutory_lines', granted => false, announced => false, narrowed => false);
grant select on app.statutory_lines to thidua_service;
drop policy if exists readable_by_all on app.statutory_lines;
create policy readable_by_all on app.statutory_lines for select to thidua_service using (true);
