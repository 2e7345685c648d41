-- Outbox: written by the trigger announced, read as the things themselves are: from above, by issuer and lead unit, and
-- below once launched.
select app.keep('app.outbox', granted => false, audited => false, announced => false);
grant select on app.outbox to thidua_service;
drop policy if exists seen_from_above on app.outbox;
create policy seen_from_above on app.outbox for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists seen_by_issuer_and_lead on app.outbox;
create policy seen_by_issuer_and_lead on app.outbox for select to thidua_service using (
  issuer_id = (select app.claim_unit()) or lead_unit_id = (select app.claim_unit()));
drop policy if exists launched_ones_are_heard_below on app.outbox;
create policy launched_ones_are_heard_below on app.outbox for select to thidua_service using (
  thing in (select t.thing from app.things t where t.heard_below) and state not in ('draft', 'proposed')
  and unit_id in (select issuer_id from app.unit_hears where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
