-- Who reads the views of schema `statistics` (db/statistics): Superset, Power BI and the like. The role that was kept for them
-- so far could name the schema of the tables; this one cannot.

do $$
begin
  if not exists (select from pg_roles where rolname = 'thidua_statistics') then
    create role thidua_statistics login connection limit 8;
    alter role thidua_statistics set default_transaction_read_only = on;
    alter role thidua_statistics set statement_timeout = '60s';
    alter role thidua_statistics set idle_in_transaction_session_timeout = '60s';
    alter role thidua_statistics set search_path = statistics;
  end if;
  execute format('grant connect on database %I to thidua_statistics', current_database());
  if exists (select from pg_roles where rolname = 'thidua_reader') then
    execute format('revoke connect on database %I from thidua_reader', current_database());
    revoke usage on schema app, extensions from thidua_reader;
  end if;
end $$;

set local role thidua_owner;
create schema statistics;
grant usage on schema statistics to thidua_statistics;
