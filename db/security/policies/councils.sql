-- Councils and their members: of the unit and for those above it; kept by its standing body, the reviewer.
select app.keep('app.councils');
drop policy if exists seen_from_above on app.councils;
create policy seen_from_above on app.councils for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists kept_by_the_standing_body on app.councils;
create policy kept_by_the_standing_body on app.councils for all to thidua_service
  using (unit_id = (select app.claim_unit())) with check (unit_id = (select app.claim_unit()));

select app.keep('app.council_members');
drop policy if exists seen_from_above on app.council_members;
create policy seen_from_above on app.council_members for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists kept_by_the_standing_body on app.council_members;
create policy kept_by_the_standing_body on app.council_members for all to thidua_service
  using (unit_id = (select app.claim_unit())) with check (unit_id = (select app.claim_unit()));
