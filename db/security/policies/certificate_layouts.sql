-- Layouts of certificates: known to everybody signed in; the standing body of a granting unit adds rows for itself. No row changes.
select app.keep('app.certificate_layouts', granted => false);
select app.narrow('app.certificate_layouts', also_read => 'true');
grant select, insert (unit_id, paper, award_class, award_type, width, height, background_id, marks, valid_from, citation, document_id) on app.certificate_layouts to thidua_service;
drop policy if exists known_to_all on app.certificate_layouts;
create policy known_to_all on app.certificate_layouts for select to thidua_service using (true);
drop policy if exists added_by_the_granting_unit on app.certificate_layouts;
create policy added_by_the_granting_unit on app.certificate_layouts for insert to thidua_service with check (unit_id = (select app.claim_unit()));
