-- Official values per unit: of the unit itself, for those above it, the issuer and the unit that leads the indicator. The
-- engine writes them when a report becomes final; totals for everybody are computed by the engine (functions/progress.sql).
select app.keep('app.official_values', granted => false, announced => false);
grant select on app.official_values to thidua_service;
drop policy if exists seen_from_above on app.official_values;
create policy seen_from_above on app.official_values for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists seen_by_issuer_and_leading_unit on app.official_values;
create policy seen_by_issuer_and_leading_unit on app.official_values for select to thidua_service using (
  indicator_id in (select i.id from app.indicators i where (select app.claim_unit()) in (i.unit_id, i.lead_unit_id)));
