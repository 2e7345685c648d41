-- Who owes an indicator: known to the unit itself, those above it, and the issuer; frozen by the launch.
select app.keep('app.reporters', granted => false, by_the_thousand => true, announced => false);
grant select on app.reporters to thidua_service;
drop policy if exists seen_from_above on app.reporters;
create policy seen_from_above on app.reporters for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
  or issuer_id = (select app.claim_unit()));
