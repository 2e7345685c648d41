-- Holidays are known to everybody signed in, and kept by the administrator of the area they hold for.
select app.keep('app.holidays');
select app.narrow('app.holidays', also_read => 'true');
drop policy if exists known_to_all on app.holidays;
create policy known_to_all on app.holidays for select to thidua_service using (true);
drop policy if exists kept_for_its_area on app.holidays;
create policy kept_for_its_area on app.holidays for all to thidua_service
  using ((select app.has_role('admin')) and app.keeps_for(unit_id)) with check ((select app.has_role('admin')) and app.keeps_for(unit_id));
