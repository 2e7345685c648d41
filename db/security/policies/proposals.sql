-- Proposals and nominations: of the unit itself, for those above it and, once sent, for the unit that judges them; who only
-- oversees reads no drafts. Minutes, submitter and state are the engine's.
select app.keep('app.proposals');
drop policy if exists seen_from_above on app.proposals;
create policy seen_from_above on app.proposals for select to thidua_service using (
  ((select app.reaches_everything())
   or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()))
  and (state <> 'draft' or not (select app.only_oversees())));
drop policy if exists seen_by_who_judges_them on app.proposals;
create policy seen_by_who_judges_them on app.proposals for select to thidua_service using (issuer_id = (select app.claim_unit()) and state <> 'draft');
drop policy if exists made_by_its_unit on app.proposals;
create policy made_by_its_unit on app.proposals for insert to thidua_service with check (unit_id = (select app.claim_unit()));
drop policy if exists changed_by_its_unit on app.proposals;
create policy changed_by_its_unit on app.proposals for update to thidua_service
  using (unit_id = (select app.claim_unit())) with check (unit_id = (select app.claim_unit()));
drop policy if exists deleted_by_its_unit on app.proposals;
create policy deleted_by_its_unit on app.proposals for delete to thidua_service using (unit_id = (select app.claim_unit()) and state = 'draft');

select app.keep('app.nominations');
revoke insert (minutes_document_id), update (minutes_document_id) on app.nominations from thidua_service;
drop policy if exists seen_from_above on app.nominations;
create policy seen_from_above on app.nominations for select to thidua_service using (
  ((select app.reaches_everything())
   or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()))
  and (state <> 'draft' or not (select app.only_oversees())));
drop policy if exists seen_by_who_judges_them on app.nominations;
create policy seen_by_who_judges_them on app.nominations for select to thidua_service using (issuer_id = (select app.claim_unit()) and state <> 'draft');
drop policy if exists made_by_its_unit on app.nominations;
create policy made_by_its_unit on app.nominations for insert to thidua_service with check (unit_id = (select app.claim_unit()));
drop policy if exists changed_by_its_unit on app.nominations;
create policy changed_by_its_unit on app.nominations for update to thidua_service
  using (unit_id = (select app.claim_unit())) with check (unit_id = (select app.claim_unit()));
drop policy if exists deleted_by_its_unit on app.nominations;
create policy deleted_by_its_unit on app.nominations for delete to thidua_service using (unit_id = (select app.claim_unit()) and state = 'draft');

-- The papers of a dossier are seen with it.
drop policy if exists seen_with_their_dossier on app.document_links;
create policy seen_with_their_dossier on app.document_links for select to thidua_service using (
  case thing
    when 'proposal'   then exists (select from app.proposals t where t.id = thing_id offset 0)
    when 'nomination' then exists (select from app.nominations t where t.id = thing_id offset 0)
    else false
  end);
