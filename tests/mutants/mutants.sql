-- Mutants of the deployed database, made from its own catalogs: one JSON object each, with the statement that applies it,
-- one that takes it back, and the tests of tests/database that should notice it, the narrowest first.
\set ON_ERROR_STOP on
\pset format unaligned
\pset tuples_only on
set search_path = app, pg_temp;
create temp table mutants(kind text, name text, sql text, undo text, tests text, tables text default '');

-- ---- a policy that lets everybody ----
create temp view opened as
  select *, format('%I on app.%I', policyname, tablename) as target, policyname || ' of ' || tablename as said,
         case when qual is not null then format(' using (%s)', qual) else '' end || case when with_check is not null then format(' with check (%s)', with_check) else '' end as clauses
    from pg_policies where schemaname = 'app' and roles @> '{thidua_service}';
insert into mutants select 'policy', said || ' lets everybody see', format('alter policy %s using (true)', target), format('alter policy %s%s', target, clauses),
    'sight_test lint_test', tablename
  from opened where cmd in ('SELECT', 'ALL') and qual <> 'true';
insert into mutants select 'check', said || ' lets everybody write', format('alter policy %s with check (true)', target), format('alter policy %s%s', target, clauses),
    'sight_test lint_test', tablename
  from opened where with_check <> 'true';
insert into mutants select 'check', said || ' lets everybody ' || lower(cmd), format('alter policy %s using (true)%s', target, case when with_check is not null then ' with check (true)' else '' end),
    format('alter policy %s%s', target, clauses), 'sight_test lint_test', tablename
  from opened where cmd in ('UPDATE', 'DELETE') and qual <> 'true';
insert into mutants select 'check', said || ' lets everybody take rows over', format('alter policy %s using (true)', target), format('alter policy %s%s', target, clauses), 'sight_test', tablename
  from opened where cmd = 'UPDATE' and with_check is not null and qual ~ 'unit_id = '
   and exists (select from information_schema.column_privileges p where p.grantee = 'thidua_service' and p.table_schema = 'app' and p.table_name = tablename and p.column_name = 'unit_id' and p.privilege_type = 'UPDATE');
-- the dates of reach, the state and the role forgotten
insert into mutants select 'policy', said || ' forgets states', format('alter policy %s using (%s)', target, changed), format('alter policy %s%s', target, clauses), 'sight_test', tablename
  from opened cross join lateral regexp_replace(qual, '\(state <> ''draft''::text\)', 'true', 'g') changed where changed <> qual;
insert into mutants select 'policy', said || ' forgets who is a council member only', format('alter policy %s using (%s)', target, changed), format('alter policy %s%s', target, clauses), 'sight_test', tablename
  from opened cross join lateral replace(qual, '(NOT ( SELECT app.only_sits_in_council() AS only_sits_in_council))', 'true') changed where changed <> qual;
insert into mutants select 'policy', said || ' is gone', format('drop policy %s', target), null, 'sight_test walls_test', tablename from opened where permissive = 'RESTRICTIVE';
insert into mutants select 'policy', 'row security of ' || relname || ' is off', format('alter table app.%I disable row level security', relname), format('alter table app.%I enable row level security', relname), 'lint_test', relname
  from pg_class where relnamespace = 'app'::regnamespace and relkind = 'r';

-- ---- a right that the service should not have ----
insert into mutants select 'grant', format('%s on %s', privilege, relname), format('grant %s on app.%I to thidua_service', privilege, relname), null, 'lint_test walls_test', relname
  from pg_class c cross join unnest('{select,insert,update,delete,truncate}'::text[]) privilege
 where relnamespace = 'app'::regnamespace and relkind in ('r', 'p') and not has_table_privilege('thidua_service', c.oid, privilege)
   and case when privilege in ('delete', 'truncate') then true      -- who has it of every column has nothing to gain
            else exists (select from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped and not has_column_privilege('thidua_service', c.oid, attnum, privilege)) end;
insert into mutants select 'grant', format('execute on %s to everybody', f), format('grant execute on function %s to public', f), null, 'lint_test', ''
  from (select oid::regprocedure::text f from pg_proc where pronamespace = 'app'::regnamespace and prosecdef and not has_function_privilege('thidua_service', oid, 'execute')) f;

-- ---- a trigger that is gone ----
insert into mutants select 'trigger', tgname || ' of ' || relname || ' is gone', format('drop trigger %I on app.%I', tgname, relname), pg_get_triggerdef(t.oid),
    case tgname when 'append_only' then 'platform_test audit_test walls_test' when 'audited' then 'lint_test' when 'touched' then 'lint_test' when 'announced' then 'lint_test walls_test' else 'walls_test' end, ''
  from pg_trigger t join pg_class c on c.oid = tgrelid where relnamespace = 'app'::regnamespace and not tgisinternal and tgparentid = 0;

-- ---- a move that more people may make ----
insert into mutants select 'move', format('%s %s → %s %s', thing, from_state, to_state, what), format('update app.transitions set %s where (thing, from_state, to_state, role, desk) = (%L, %L, %L, %L, %L)', change, thing, from_state, to_state, role, desk),
    null, 'walls_test', ''
  from transitions cross join lateral (values
    ('by a ' || case role when 'reporter' then 'reviewer' else 'reporter' end, format('role = %L', case role when 'reporter' then 'reviewer' else 'reporter' end)),
    ('from above', case when desk <> 'above' then 'desk = ''above''' end),
    ('by its maker', case when another_person then 'another_person = false' end),
    ('unasked', case when refuse_if is not null then 'refuse_if = null' end),
    ('without words', case when required_details <> '{}' then 'required_details = ''{}''' end)) c(what, change)
 where role <> 'engine' and change is not null;

-- ---- a function that does not ask ----
-- Each question of reach answered yes, each refusal not raised.
create temp view bodies as
  select p.oid, proname, prosrc, pg_get_functiondef(p.oid) as definition from pg_proc p join pg_language l on l.oid = prolang
   where pronamespace = 'app'::regnamespace and prokind = 'f' and lanname in ('plpgsql', 'sql') and proname not in ('raise_problem', 'raise_faults');
insert into mutants select 'function', format('%s does not ask %s', proname, (regexp_match(prosrc, question))[1]),
    replace(definition, prosrc, regexp_replace(prosrc, question || '(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))', 'true')), definition, 'behaviour', proname
  from bodies cross join unnest(array['\m(unit_reaches)', '\m(thing_is_seen)', '\m(unit_writes)', '\m(keeps_for)', '\m(keeps_honouree)', '\m(reads_honouree)', '\m(administers_person)', '\m(campaign_in_sight)',
    '\m(document_is_seen)', '\m(at_desk)', '\m(holds)', '\m(delegation_covers)', '\m(seen_session)', '\m(insist_on_person)']) question
 where prosrc ~ (question || '\(') and regexp_replace(prosrc, question || '(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))', 'true') <> prosrc;
insert into mutants select 'refusal', format('%s does not refuse with %s', proname, m[2]), replace(definition, prosrc, replace(prosrc, m[1], 'perform 1')), definition, 'behaviour', proname
  from bodies cross join lateral regexp_matches(prosrc, '(perform raise_problem\(40[1349], ''(\w+)''(?:[^();]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\))', 'g') m;
insert into mutants select 'function', n, d, pg_get_functiondef(f::regprocedure), 'behaviour', split_part(n, ' ', 1) from (values
  ('unit_reaches says yes', 'app.unit_reaches(int, int)', 'create or replace function app.unit_reaches(viewer int, unit int) returns boolean language sql stable as $f$ select true $f$'),
  ('unit_writes says yes', 'app.unit_writes(int)', 'create or replace function app.unit_writes(unit int) returns boolean language sql stable as $f$ select true $f$'),
  ('thing_is_seen says yes', 'app.thing_is_seen(text, jsonb)', 'create or replace function app.thing_is_seen(wanted text, fact jsonb) returns boolean language sql stable as $f$ select true $f$'),
  ('at_desk says yes', 'app.at_desk(text, jsonb)', 'create or replace function app.at_desk(desk text, fact jsonb) returns boolean language sql stable as $f$ select true $f$'),
  ('reaches_everything says yes', 'app.reaches_everything()', 'create or replace function app.reaches_everything() returns boolean language sql stable as $f$ select true $f$'),
  ('only_oversees says no', 'app.only_oversees()', 'create or replace function app.only_oversees() returns boolean language sql stable as $f$ select false $f$'),
  ('only_sits_in_council says no', 'app.only_sits_in_council()', 'create or replace function app.only_sits_in_council() returns boolean language sql stable as $f$ select false $f$'),
  ('made_by_one_of says no', 'app.made_by_one_of(uuid[], jsonb)', 'create or replace function app.made_by_one_of(persons uuid[], fact jsonb) returns boolean language sql stable as $f$ select false $f$'),
  ('delegation_covers says yes', 'app.delegation_covers(jsonb)', 'create or replace function app.delegation_covers(fact jsonb) returns boolean language sql stable as $f$ select true $f$'),
  ('claim_unit asks nothing', 'app.claim_unit()', 'create or replace function app.claim_unit() returns int language sql stable as $f$ select nullif(current_setting(''app.unit'', true), '''')::int $f$')) v(n, f, d);

-- In an order by chance that the seed fixes.
\if :{?seed} \else \set seed 1 \endif
select json_build_object('kind', kind, 'name', name, 'sql', sql, 'undo', undo, 'tests', tests, 'tables', tables)
  from mutants order by md5(:'seed' || kind || name || sql);
