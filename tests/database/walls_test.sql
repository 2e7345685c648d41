-- The walls stand as walls.txt says: a right, a policy, a trigger or a mover more or less is somebody's decision, and shows here.
-- tests/database/walls writes the file anew, for its difference to be read.
begin;
create extension if not exists pgtap schema extensions;
set local search_path = app, extensions, pg_temp;
select plan(6);
\ir walls.psql
create temp table told(line text);
\ir walls.txt

select cmp_ok((select count(*)::int from walls), '>', 500, 'there are walls');
select is_empty(format('select line from walls where line like %L except all select line from told', kind || ' %'), 'no ' || kind || ' more, none changed') from unnest('{right,policy,trigger,move}'::text[]) kind;
select is_empty('select line from told except all select line from walls', 'none is gone');
select * from finish();
rollback;
