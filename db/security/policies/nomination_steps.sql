-- What stands beside a nomination: endorsements and overrides are seen with it; a consultation by who asks, those above,
-- and who is asked. Its answer is the engine's.
select app.keep('app.endorsements', granted => false);
grant select, delete, insert (nomination_id, unit_id, issuer_id, kind, body, opinion, given_on, number, note, document_id, recorded_by_unit_id) on app.endorsements to thidua_service;
drop policy if exists as_their_nomination on app.endorsements;
create policy as_their_nomination on app.endorsements for select to thidua_service using (exists (select from app.nominations n where n.id = nomination_id offset 0));
drop policy if exists recorded_at_either_desk on app.endorsements;
create policy recorded_at_either_desk on app.endorsements for insert to thidua_service with check (
  recorded_by_unit_id = (select app.claim_unit()) and (select app.claim_unit()) in (unit_id, issuer_id));
drop policy if exists taken_back_by_who_recorded_them on app.endorsements;
create policy taken_back_by_who_recorded_them on app.endorsements for delete to thidua_service using (recorded_by_unit_id = (select app.claim_unit()));

select app.keep('app.nomination_overrides', granted => false);
grant select, delete, insert (nomination_id, unit_id, issuer_id, rule, reason, document_id) on app.nomination_overrides to thidua_service;
drop policy if exists as_their_nomination on app.nomination_overrides;
create policy as_their_nomination on app.nomination_overrides for select to thidua_service using (exists (select from app.nominations n where n.id = nomination_id offset 0));
drop policy if exists made_by_who_judges on app.nomination_overrides;
create policy made_by_who_judges on app.nomination_overrides for all to thidua_service
  using (issuer_id = (select app.claim_unit())) with check (issuer_id = (select app.claim_unit()));

select app.keep('app.consultations', granted => false);
grant select, insert (nomination_id, unit_id, lead_unit_id, question, due_on, asked_on) on app.consultations to thidua_service;
drop policy if exists seen_from_above on app.consultations;
create policy seen_from_above on app.consultations for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
  or lead_unit_id = (select app.claim_unit()));
drop policy if exists asked_by_who_judges on app.consultations;
create policy asked_by_who_judges on app.consultations for insert to thidua_service with check (unit_id = (select app.claim_unit()));

-- The papers of these are read with them.
drop policy if exists seen_with_what_stands_beside on app.document_links;
create policy seen_with_what_stands_beside on app.document_links for select to thidua_service using (
  case thing
    when 'endorsement'  then exists (select from app.endorsements t where t.id = thing_id offset 0)
    when 'override'     then exists (select from app.nomination_overrides t where t.id = thing_id offset 0)
    when 'consultation' then exists (select from app.consultations t where t.id = thing_id offset 0)
    when 'hold'         then exists (select from app.holds t where t.id = thing_id offset 0)
    else false
  end);
