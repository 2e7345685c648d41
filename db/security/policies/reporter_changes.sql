-- Changes of reporter: known to both units, to those above them, and to the issuer, whose reviewer makes them.
select app.keep('app.reporter_changes', granted => false);
grant select, insert (indicator_id, campaign_id, unit_id, from_unit_id, to_unit_id, effective_on, reason, document_id) on app.reporter_changes to thidua_service;
drop policy if exists seen_from_above on app.reporter_changes;
create policy seen_from_above on app.reporter_changes for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
  or (select app.claim_unit()) in (from_unit_id, to_unit_id));
drop policy if exists made_by_the_issuer on app.reporter_changes;
create policy made_by_the_issuer on app.reporter_changes for insert to thidua_service
  with check ((select app.has_role('reviewer')) and unit_id = (select app.claim_unit()));
