-- Unit successions: public facts; written by reorganisations only.
select app.keep('app.unit_successions', granted => false, announced => false, narrowed => false);
grant select on app.unit_successions to thidua_service;
drop policy if exists readable_by_all on app.unit_successions;
create policy readable_by_all on app.unit_successions for select to thidua_service using (true);
