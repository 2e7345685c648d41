-- Webhooks: seen by administrators of the unit and of those above it; made and changed by functions/webhooks.sql only. Where
-- each has got, and its secrets, are the engine's alone.
select app.keep('app.webhooks', granted => false, announced => false);
grant select on app.webhooks to thidua_service;
drop policy if exists seen_by_administrators_above on app.webhooks;
create policy seen_by_administrators_above on app.webhooks for select to thidua_service using (
  (select app.has_role('admin')) and ((select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())));
