-- The file of a job: written in the transaction that makes it, read again only by the unit that asked for it.
select app.keep('app.job_parts', granted => false, audited => false, announced => false);
grant select, insert on app.job_parts to thidua_service;
drop policy if exists read_by_its_unit on app.job_parts;
create policy read_by_its_unit on app.job_parts for select to thidua_service using (unit_id = (select app.claim_unit()));
drop policy if exists written_with_their_job on app.job_parts;
create policy written_with_their_job on app.job_parts for insert to thidua_service with check (
  unit_id = (select app.claim_unit()) and exists (select from app.jobs j where j.id = job_parts.job_id and j.unit_id = (select app.claim_unit()) and j.created_at = now()));
