-- Schema migrations: written by deploy, read by the service to know whether the database is as new as itself.
select app.keep('app.schema_migrations', granted => false, audited => false, announced => false, narrowed => false);
grant select on app.schema_migrations to thidua_service;
drop policy if exists readable_by_all on app.schema_migrations;
create policy readable_by_all on app.schema_migrations for select to thidua_service using (true);
