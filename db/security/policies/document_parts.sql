-- The bytes of a document: read with it, written only in the transaction that makes it.
select app.keep('app.document_parts', audited => false, announced => false);
revoke update, delete on app.document_parts from thidua_service;
drop policy if exists as_their_document on app.document_parts;
create policy as_their_document on app.document_parts for select to thidua_service using (
  exists (select from app.documents d where d.id = document_parts.document_id offset 0));
drop policy if exists written_with_their_document on app.document_parts;
create policy written_with_their_document on app.document_parts for insert to thidua_service with check (
  exists (select from app.documents d where d.id = document_parts.document_id and d.unit_id = (select app.claim_unit()) and d.created_at = now()));
