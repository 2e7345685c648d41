-- Service tokens: seen by who gave them and by administrators above; given and revoked by functions/identity.sql only.
select app.keep('app.service_tokens', granted => false, announced => false);
select app.narrow('app.service_tokens', also_read => 'id = (select app.claim_user())');     -- it may ask who it is
grant select on app.service_tokens to thidua_service;
drop policy if exists seen_by_administrators_above on app.service_tokens;
create policy seen_by_administrators_above on app.service_tokens for select to thidua_service using (
  (select app.has_role('admin')) and ((select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())));
drop policy if exists seen_by_who_gave_them on app.service_tokens;
create policy seen_by_who_gave_them on app.service_tokens for select to thidua_service using (given_by = (select app.claim_user()));
drop policy if exists seen_by_itself on app.service_tokens;
create policy seen_by_itself on app.service_tokens for select to thidua_service using (id = (select app.claim_user()));
