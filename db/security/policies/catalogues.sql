-- Catalogues: labels for everybody, written by deploy.
select app.keep('app.catalogues', granted => false, audited => false, announced => false, narrowed => false);
grant select on app.catalogues to thidua_service;
drop policy if exists readable_by_all on app.catalogues;
create policy readable_by_all on app.catalogues for select to thidua_service using (true);
