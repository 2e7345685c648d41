-- Assignments: seen by who holds them and from above the unit; changed by functions/identity.sql only.
select app.keep('app.assignments', granted => false);
grant select on app.assignments to thidua_service;
drop policy if exists seen_from_above on app.assignments;
create policy seen_from_above on app.assignments for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists seen_by_who_holds_them on app.assignments;
create policy seen_by_who_holds_them on app.assignments for select to thidua_service using (user_id = (select app.claim_user()));
