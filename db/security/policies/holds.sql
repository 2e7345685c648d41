-- Holds: for the standing body that keeps them, those of the units above it, and whoever judges the honouree; never for the
-- honouree's own unit, unless that keeps them. Reporters, administrators and other systems read none.
select app.keep('app.holds', granted => false);
grant select, insert (unit_id, honouree_id, kind, measure, source, note, document_id, starts_on, ends_on, invented),
      update (measure, source, note, document_id, ends_on, invented, changed_at) on app.holds to thidua_service;
drop policy if exists seen_by_standing_bodies on app.holds;
create policy seen_by_standing_bodies on app.holds for select to thidua_service using (
  (select app.claim_roles()) && '{reviewer,leader,council}' and (
    (select app.reaches_everything())
    or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())));
drop policy if exists seen_by_who_judges on app.holds;
create policy seen_by_who_judges on app.holds for select to thidua_service using (
  (select app.claim_roles()) && '{reviewer,leader,council}'
  and exists (select from app.nominations n where n.honouree_id = holds.honouree_id and n.issuer_id = (select app.claim_unit()) and n.state <> 'draft' offset 0)
  and not exists (select from app.honourees h where h.id = holds.honouree_id and h.unit_id = (select app.claim_unit()) offset 0));
drop policy if exists entered_by_a_standing_body on app.holds;
create policy entered_by_a_standing_body on app.holds for insert to thidua_service
  with check (unit_id = (select app.claim_unit()) and (select app.claim_roles()) && '{reviewer}');
drop policy if exists changed_by_their_standing_body on app.holds;
create policy changed_by_their_standing_body on app.holds for update to thidua_service
  using (unit_id = (select app.claim_unit())) with check (unit_id = (select app.claim_unit()));
