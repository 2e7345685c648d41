-- Units: public facts; written by reorganisations only.
select app.keep('app.units', granted => false);
grant select on app.units to thidua_service;
drop policy if exists readable_by_all on app.units;
create policy readable_by_all on app.units for select to thidua_service using (true);
