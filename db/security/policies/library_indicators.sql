-- The library of shared indicators: readable by all who are signed in, added to by provinces.
select app.keep('app.library_indicators');
select app.narrow('app.library_indicators', also_read => 'true');
revoke delete on app.library_indicators from thidua_service;
drop policy if exists readable_by_all on app.library_indicators;
create policy readable_by_all on app.library_indicators for select to thidua_service using ((select app.claim_unit()) is not null);
drop policy if exists added_by_its_unit on app.library_indicators;
create policy added_by_its_unit on app.library_indicators for insert to thidua_service
  with check (unit_id = (select app.claim_unit()));
drop policy if exists corrected_by_its_unit on app.library_indicators;
create policy corrected_by_its_unit on app.library_indicators for update to thidua_service
  using (unit_id = (select app.claim_unit())) with check (unit_id = (select app.claim_unit()));
