-- Units: public facts; written by functions/unit_changes.sql, which judges the area, and by reorganisations.
select app.keep('app.units', granted => false, narrowed => false);
grant select on app.units to thidua_service;
drop policy if exists readable_by_all on app.units;
create policy readable_by_all on app.units for select to thidua_service using (true);
