-- Outbox: written by the trigger announced. What a caller may read of it at most: from above, by issuer and lead unit, about
-- himself, and of kinds that are known beyond their area. Whether he may read the thing itself is asked of the thing's own
-- policies (functions/changes.sql), so that a change is never told to who could not read what has changed.
select app.keep('app.outbox', granted => false, audited => false, announced => false);
grant select on app.outbox to thidua_service;
drop policy if exists seen_from_above on app.outbox;
create policy seen_from_above on app.outbox for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists seen_by_issuer_and_lead on app.outbox;
create policy seen_by_issuer_and_lead on app.outbox for select to thidua_service using (
  issuer_id = (select app.claim_unit()) or lead_unit_id = (select app.claim_unit()));
drop policy if exists seen_by_whom_it_is_about on app.outbox;
create policy seen_by_whom_it_is_about on app.outbox for select to thidua_service using ((select app.claim_user()) in (thing_id, parent_id));
drop policy if exists launched_ones_are_heard_below on app.outbox;
drop policy if exists judged_thing_by_thing on app.outbox;
create policy judged_thing_by_thing on app.outbox for select to thidua_service using (
  (select app.claim_unit()) is not null and thing in (select t.thing from app.things t where t.known_beyond));
