-- Users: seen by themselves and from above; changed by functions/identity.sql only, which judges the area.
select app.keep('app.users', granted => false);
grant select on app.users to thidua_service;
drop policy if exists seen_from_above on app.users;
create policy seen_from_above on app.users for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists seen_by_themselves on app.users;
create policy seen_by_themselves on app.users for select to thidua_service using (id = (select app.claim_user()));
