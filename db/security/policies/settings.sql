-- Settings: a unit's own, and those of the units above it; changed by its administrator.
select app.keep('app.settings');
drop policy if exists read_below on app.settings;
create policy read_below on app.settings for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
  or unit_id in (select issuer_id from app.unit_hears where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists added_by_its_administrator on app.settings;
create policy added_by_its_administrator on app.settings for insert to thidua_service
  with check ((select app.has_role('admin')) and unit_id = (select app.claim_unit()));
drop policy if exists changed_by_its_administrator on app.settings;
create policy changed_by_its_administrator on app.settings for update to thidua_service
  using ((select app.has_role('admin')) and unit_id = (select app.claim_unit())) with check (unit_id = (select app.claim_unit()));
drop policy if exists removed_by_its_administrator on app.settings;
create policy removed_by_its_administrator on app.settings for delete to thidua_service
  using ((select app.has_role('admin')) and unit_id = (select app.claim_unit()));
