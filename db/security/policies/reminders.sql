-- Reminders: known to the unit reminded, to those above it, and to the issuer who sent them; written by the engine.
select app.keep('app.reminders', granted => false);
grant select on app.reminders to thidua_service;
drop policy if exists seen_from_above on app.reminders;
create policy seen_from_above on app.reminders for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
  or issuer_id = (select app.claim_unit()));

-- Whom a reminder told, and when they saw it: shown with it.
select app.keep('app.reminder_persons', granted => false, announced => false);
