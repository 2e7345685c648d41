-- Laws and decrees by their full names: reference, readable by all.
select app.keep('app.legal_acts', granted => false, announced => false, narrowed => false);
grant select on app.legal_acts to thidua_service;
drop policy if exists readable_by_all on app.legal_acts;
create policy readable_by_all on app.legal_acts for select to thidua_service using (true);
