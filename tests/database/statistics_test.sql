-- Views for charts: their role reads them and nothing else, no column comes from one that holds anything of people, and
-- docs/statistics.md explains each as the database does.
begin;
create extension if not exists pgtap schema extensions;
set local search_path = app, extensions, pg_temp;
\set told `sed -n 's,^| \x60\([a-z_]*\)\x60 \x60\([a-z_]*\)\x60 | \(.*\) |$,\1.\2: \3,p' docs/statistics.md`
select plan(20);

create temporary view shown as
  select c.relname::text as view_name, a.attname::text as column_name, col_description(c.oid, a.attnum) as words
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped where c.relnamespace = 'statistics'::regnamespace and c.relkind = 'v';

-- ---- what is promised ----
select set_eq($$select view_name || '.' || column_name || ': ' || words from shown$$, string_to_array(:'told', E'\n'), 'the page explains each column in the words of the database');
select is_empty($$select view_name, column_name from shown where column_name !~ '^[a-z]+(_[a-z]+)*$'$$, 'names are small letters and underscores');
select is_empty($$select relname from pg_class where relnamespace = 'statistics'::regnamespace and (relkind <> 'v' or pg_get_userbyid(relowner) <> 'thidua_owner' or obj_description(oid) is null)$$,
  'there is nothing but views, the owner''s, each with a word on what it is');
select throws_ok($$create or replace view statistics.campaigns as select 1 as campaign_id$$, '42P16', null, 'a column is not taken away by replacing a view');

-- ---- nothing of people ----
create temporary view sources as   -- the columns of tables that the views lean on
  select distinct v.relname::text as view_name, t.relname::text as table_name, a.attname::text as column_name
    from pg_class v join pg_rewrite r on r.ev_class = v.oid join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0
    join pg_class t on t.oid = d.refobjid and t.relnamespace = 'app'::regnamespace join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
   where v.relnamespace = 'statistics'::regnamespace;
select cmp_ok((select count(*) from sources), '>', 80::bigint, 'the views lean on columns of tables');
select is_empty($$select s.* from sources s join personal_data p using (table_name, column_name) where p.kind <> 'nothing'$$, 'none of them holds anything of people');
select is_empty($$select * from sources where column_name ~ '_by$' or table_name in ('users', 'honourees', 'nominations', 'assignments')$$, 'nor leads to an account or to who is honoured');
create view statistics.names as select honouree_name from awards;
select isnt_empty($$select s.* from sources s join personal_data p using (table_name, column_name) where p.kind <> 'nothing'$$, 'control: a name would be noticed');
drop view statistics.names;

-- ---- the role ----
select is_empty($$select rolname from pg_roles where rolname = 'thidua_statistics' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication or rolinherit and exists (select from pg_auth_members where member = pg_roles.oid))$$,
  'it can nothing else');
select is((select array_agg(split_part(s, '=', 1) order by s) from pg_db_role_setting d cross join unnest(d.setconfig) s where d.setrole = 'thidua_statistics'::regrole and d.setdatabase = 0),
  '{default_transaction_read_only,idle_in_transaction_session_timeout,search_path,statement_timeout}'::text[], 'it reads only, and not for ever');
select is(has_schema_privilege('thidua_statistics', 'app', 'usage') or has_schema_privilege('thidua_statistics', 'app', 'create') or has_schema_privilege('thidua_statistics', 'statistics', 'create'), false,
  'it cannot name the schema of the tables');
select is_empty($$select oid::regclass from pg_class where relnamespace = 'app'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S')
  and case when relkind = 'S' then has_sequence_privilege('thidua_statistics', oid, 'usage, select, update') else has_table_privilege('thidua_statistics', oid, 'select, insert, update, delete, truncate') or has_any_column_privilege('thidua_statistics', oid, 'select, insert, update') end$$,
  'no table is its to read or write');
select is_empty($$select oid::regclass from pg_class where relnamespace = 'statistics'::regnamespace and (not has_table_privilege('thidua_statistics', oid, 'select') or has_table_privilege('thidua_statistics', oid, 'insert, update, delete')
  or has_table_privilege('thidua_service', oid, 'select') or has_table_privilege('public', oid, 'select'))$$, 'every view is, to read; the service and others read none');
select set_eq($$select p.oid::regprocedure::text from pg_proc p where p.pronamespace = 'app'::regnamespace and has_function_privilege('thidua_statistics', p.oid, 'execute')$$,
  '{statistics_progress(uuid),statistics_standings(uuid)}'::text[], 'of functions it runs what the views are made with');
select isnt(has_schema_privilege('thidua_reader', 'app', 'usage'), true, 'the role kept for this before can name no table either');

-- What the role is answered, or the code of its refusal.
create function pg_temp.answered(question text) returns text language plpgsql as $$
declare
  answer text;
begin
  set local role thidua_statistics;
  execute question into answer;
  reset role;
  return answer;
exception when others then
  return sqlstate;
end $$;
select is(pg_temp.answered('select count(*) > 50 from statistics.campaigns c join statistics.indicators i using (campaign_id)'), 'true', 'it reads campaigns and their indicators');
select is(pg_temp.answered($$select count(*) > 10 and count(value) > 5 from statistics.progress where campaign_code = 'KT-2025' and "of" = 'total'$$), 'true', 'and progress of one');
select is(pg_temp.answered('select count(*) > 0 from statistics.awards a join statistics.units u using (unit_id)'), 'true', 'and awards');
select is(pg_temp.answered('select count(*) from app.campaigns'), '42501', 'a table is refused');
select is(pg_temp.answered('select * from app.statistics_progress(null)'), '42501', 'so is a function');
select * from finish();
rollback;
