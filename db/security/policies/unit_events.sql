-- Unit events: public facts; written by reorganisations only.
select app.keep('app.unit_events', granted => false, announced => false, narrowed => false);
grant select on app.unit_events to thidua_service;
drop policy if exists readable_by_all on app.unit_events;
create policy readable_by_all on app.unit_events for select to thidua_service using (true);
