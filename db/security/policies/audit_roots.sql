-- Audit roots: hashes, no content; anybody may keep a copy.
select app.keep('app.audit_roots', granted => false, audited => false, announced => false, narrowed => false);
grant select on app.audit_roots to thidua_service;
drop policy if exists readable_by_all on app.audit_roots;
create policy readable_by_all on app.audit_roots for select to thidua_service using (true);
revoke update, delete on app.audit_roots from thidua_engine;
