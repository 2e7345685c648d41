-- Periods of reports are known to everybody signed in, and kept with their calendar.
select app.keep('app.periods', announced => false);
select app.narrow('app.periods', also_read => 'true');
drop policy if exists known_to_all on app.periods;
create policy known_to_all on app.periods for select to thidua_service using (true);
drop policy if exists kept_with_the_calendar on app.periods;
create policy kept_with_the_calendar on app.periods for all to thidua_service
  using (exists (select from app.calendars k where k.id = calendar_id and (select app.has_role('admin')) and app.keeps_for(k.unit_id)))
  with check (exists (select from app.calendars k where k.id = calendar_id and (select app.has_role('admin')) and app.keeps_for(k.unit_id)));
