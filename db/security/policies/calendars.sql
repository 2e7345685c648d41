-- Calendars are known to everybody signed in, and kept by the administrator of their unit.
select app.keep('app.calendars');
select app.narrow('app.calendars', also_read => 'true');
drop policy if exists known_to_all on app.calendars;
create policy known_to_all on app.calendars for select to thidua_service using (true);
drop policy if exists kept_by_its_unit on app.calendars;
create policy kept_by_its_unit on app.calendars for all to thidua_service
  using ((select app.has_role('admin')) and app.keeps_for(unit_id)) with check ((select app.has_role('admin')) and app.keeps_for(unit_id));
