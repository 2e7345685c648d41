-- Terms of work: known to everybody signed in; a new row is added by the administrator of a province for its area, at the root
-- for the nation. No row changes.
select app.keep('app.work_terms', granted => false);
select app.narrow('app.work_terms', also_read => 'true');
grant select, insert (code, unit_id, valid_from, days, times, persons, citation, document_id) on app.work_terms to thidua_service;
drop policy if exists read_by_all on app.work_terms;
drop policy if exists known_to_all on app.work_terms;
create policy known_to_all on app.work_terms for select to thidua_service using (true);
drop policy if exists added_for_its_area on app.work_terms;
create policy added_for_its_area on app.work_terms for insert to thidua_service with check (app.keeps_rules_for(unit_id));
