-- Units of measure are known to everybody signed in; rules write them.
select app.keep('app.units_of_measure', granted => false, announced => false, narrowed => false);
grant select on app.units_of_measure to thidua_service;
drop policy if exists known_to_all on app.units_of_measure;
create policy known_to_all on app.units_of_measure for select to thidua_service using (true);
