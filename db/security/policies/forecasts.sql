-- Forecasts: seen as figures are (the unit, those above it, the issuer, the leading unit), given by those who answer for the figure.
select app.keep('app.forecasts');
revoke update, delete on app.forecasts from thidua_service;
drop policy if exists seen_from_above on app.forecasts;
create policy seen_from_above on app.forecasts for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
  or (select app.claim_unit()) in (issuer_id, lead_unit_id));
drop policy if exists given_by_who_answers_for_it on app.forecasts;
create policy given_by_who_answers_for_it on app.forecasts for insert to thidua_service with check (
  by_unit_id = (select app.claim_unit()) and (select app.claim_unit()) in (unit_id, issuer_id, lead_unit_id)
  and exists (select from app.indicators i where i.id = indicator_id and i.campaign_id = forecasts.campaign_id and i.unit_id = issuer_id
                 and i.lead_unit_id is not distinct from forecasts.lead_unit_id));
