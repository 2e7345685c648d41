-- Years of the audit that are over: the owner's, who retires them; what was retired stands in the audit itself.
select app.keep('app.audit_retired', granted => false, audited => false, announced => false);
revoke insert, update, delete on app.audit_retired from thidua_engine;
