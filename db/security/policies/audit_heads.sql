-- Audit heads: hashes and signatures, no content; anybody may keep a copy.
select app.keep('app.audit_heads', granted => false, audited => false, announced => false, narrowed => false);
grant select on app.audit_heads to thidua_service;
drop policy if exists readable_by_all on app.audit_heads;
create policy readable_by_all on app.audit_heads for select to thidua_service using (true);
revoke update, delete on app.audit_heads from thidua_engine;
