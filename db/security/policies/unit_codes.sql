-- Unit codes: public facts; written by functions/unit_changes.sql, which judges the area, and by reorganisations.
select app.keep('app.unit_codes', granted => false, announced => false, narrowed => false);
grant select on app.unit_codes to thidua_service;
drop policy if exists readable_by_all on app.unit_codes;
create policy readable_by_all on app.unit_codes for select to thidua_service using (true);
