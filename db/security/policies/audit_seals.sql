-- Audit seals: hashes, no content; anybody may keep a copy.
select app.keep('app.audit_seals', granted => false, audited => false, announced => false, narrowed => false);
grant select on app.audit_seals to thidua_service;
drop policy if exists readable_by_all on app.audit_seals;
create policy readable_by_all on app.audit_seals for select to thidua_service using (true);
revoke update, delete on app.audit_seals from thidua_engine;
