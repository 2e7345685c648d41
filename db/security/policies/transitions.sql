-- Transitions: the rules of change, readable by all, written by deploy.
select app.keep('app.transitions', granted => false, audited => false, announced => false, narrowed => false);
grant select on app.transitions to thidua_service;
drop policy if exists readable_by_all on app.transitions;
create policy readable_by_all on app.transitions for select to thidua_service using (true);
