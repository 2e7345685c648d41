-- Delegations: seen at their unit and from above it; given and revoked by functions/delegations.sql only.
select app.keep('app.delegations', granted => false);
grant select on app.delegations to thidua_service;
drop policy if exists seen_from_above on app.delegations;
create policy seen_from_above on app.delegations for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
