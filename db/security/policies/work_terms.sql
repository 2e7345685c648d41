-- Terms of work: read by everybody, shipped with the service.
select app.keep('app.work_terms', granted => false, announced => false);
grant select on app.work_terms to thidua_service;
drop policy if exists read_by_all on app.work_terms;
create policy read_by_all on app.work_terms for select to thidua_service using (true);
