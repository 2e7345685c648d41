-- Requests to open a locked report: of the reporting unit, seen from above it and by the issuer; made by the unit's officers.
-- State, grant and use are the engine's.
select app.keep('app.unlock_requests', granted => false);
grant select, insert (campaign_id, unit_id, issuer_id, period, reason, pointers, requested_at) on app.unlock_requests to thidua_service;
drop policy if exists seen_from_above on app.unlock_requests;
create policy seen_from_above on app.unlock_requests for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
  or issuer_id = (select app.claim_unit()));
drop policy if exists made_by_its_unit on app.unlock_requests;
create policy made_by_its_unit on app.unlock_requests for insert to thidua_service
  with check (unit_id = (select app.claim_unit()) and (select app.claim_roles()) && '{reporter,reviewer,leader}');
