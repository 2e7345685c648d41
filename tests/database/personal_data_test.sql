-- The record of personal data: every column that can hold words is in it once, it names nothing that is not there, and
-- docs/personal-data.md explains each kind.
begin;
create extension if not exists pgtap schema extensions;
set local search_path = app, extensions, pg_temp;
\set kinds `sed -n 's,^| \x60\([a-z]*\)\x60 | .*,\1,p' docs/personal-data.md`
select plan(6);

create temporary view worded as
  select c.relname::text as table_name, a.attname::text as column_name
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped join pg_type t on t.oid = a.atttypid
   where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
     and t.typname in ('text', '_text', 'varchar', 'json', 'jsonb', '_jsonb', 'bytea', 'inet', 'cidr');

select is_empty('select * from worded except select table_name, column_name from personal_data', 'every column that can hold words says whether it holds anything of people');
select is_empty($$select table_name, column_name from personal_data p where not exists (
  select from pg_attribute where attrelid = to_regclass('app.' || quote_ident(p.table_name)) and attname = p.column_name and attnum > 0 and not attisdropped)$$, 'and no column is named that is not there');
select is_empty('select table_name, column_name from personal_data group by 1, 2 having count(*) > 1', 'each stands there once');
select set_eq($$select distinct kind from personal_data where kind <> 'nothing'$$, string_to_array(:'kinds', E'\n'), 'the page explains each kind, and no other');

-- The audit keeps no secret: where a column is one, its trigger is told.
select is_empty($$select p.table_name, p.column_name from personal_data p join pg_trigger g on g.tgrelid = to_regclass('app.' || p.table_name) and g.tgname = 'audited'
   where (p.kind in ('secret', 'ballot') or (p.kind = 'identifier' and p.column_name <> 'masked')) and position(convert_to(p.column_name, 'UTF8') in g.tgargs) = 0$$,
  'secrets and sealed identifiers leave no value in the audit');

create table a_new_one (id uuid primary key, home_address text);
select isnt_empty('select * from worded except select table_name, column_name from personal_data', 'control: a new column is noticed');
select * from finish();
rollback;
