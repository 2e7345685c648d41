-- Action rules: who may patch and delete what, readable by all, written by deploy.
select app.keep('app.action_rules', granted => false, audited => false, announced => false, narrowed => false);
grant select on app.action_rules to thidua_service;
drop policy if exists readable_by_all on app.action_rules;
create policy readable_by_all on app.action_rules for select to thidua_service using (true);
