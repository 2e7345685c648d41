-- Documents: of the own unit and those above it, of whoever sees what they are linked to, public ones of everybody.
select app.keep('app.documents');       -- its column `published` is generated
select app.narrow('app.documents', of_campaign => 'created_by = (select app.claim_user())');     -- what it brought itself
drop policy if exists seen_from_above on app.documents;
create policy seen_from_above on app.documents for select to thidua_service using (
  is_public
  or (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists seen_with_what_they_belong_to on app.documents;
create policy seen_with_what_they_belong_to on app.documents for select to thidua_service using (
  exists (select from app.document_links l where l.document_id = documents.id offset 0));
drop policy if exists kept_by_their_unit on app.documents;
create policy kept_by_their_unit on app.documents for all to thidua_service
  using (unit_id = (select app.claim_unit())) with check (unit_id = (select app.claim_unit()));
-- What a file is does not change; another file is another document.
revoke update (unit_id, file_name, media_type, size, sha256) on app.documents from thidua_service;
