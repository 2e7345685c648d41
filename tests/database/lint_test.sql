-- What holds for every table and function of the database, whoever wrote it. Each query lists offenders.
begin;
create extension if not exists pgtap schema extensions;
set local search_path = app, extensions, pg_temp;
select plan(25);

select is_empty($$select oid::regclass from pg_class where relkind in ('r', 'p') and relnamespace = 'app'::regnamespace and not (relrowsecurity and relforcerowsecurity)$$,
  'row security is forced on every table');
select is_empty($$select c.oid::regclass from pg_class c where relkind in ('r', 'p') and relnamespace = 'app'::regnamespace and not exists (
  select from pg_policies p where p.schemaname = 'app' and p.tablename = c.relname and p.roles @> '{thidua_owner,thidua_engine}' and p.cmd = 'ALL' and p.qual = 'true')$$,
  'every table has the policy of owner and engine');
select is_empty($$select tablename, policyname from pg_policies where schemaname = 'app' and roles && '{public}'$$, 'no policy is for everybody');
select is_empty($$select c.relname from pg_class c where relkind in ('r', 'p') and relnamespace = 'app'::regnamespace and not relispartition
   and has_any_column_privilege('thidua_service', c.oid, 'select, insert, update')
   and not exists (select from pg_policies p where p.schemaname = 'app' and p.tablename = c.relname and p.policyname = 'within_its_token' and p.permissive = 'RESTRICTIVE')
   and (has_any_column_privilege('thidua_service', c.oid, 'insert, update') or has_table_privilege('thidua_service', c.oid, 'delete')
     or not exists (select from pg_policies p where p.schemaname = 'app' and p.tablename = c.relname and p.roles @> '{thidua_service}' and p.cmd = 'SELECT' and p.qual = 'true'))$$,
  'service tokens are narrowed on every table but those that everybody reads and nobody writes');
select set_has($$select tablename::text from pg_policies where schemaname = 'app' and policyname = 'within_its_token'$$, $$select unnest('{campaigns,submissions,submission_values,users,documents,moves}'::text[])$$,
  'and there are some');
select is_empty($$select tablename, policyname, said from pg_policies p, unnest(array[p.qual, case when p.cmd = 'ALL' then coalesce(p.with_check, 'nothing') end]) said
   where p.schemaname = 'app' and p.policyname ~ 'within_its_token$' and not (said ~ 'is_whole' and said ~ 'token_area' and said ~ 'token_campaign')$$,
  'what a narrowed token reads, writes and deletes is judged by its area and by its campaign');
select is_empty($$select oid::regclass from pg_class where relnamespace = 'app'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S') and pg_get_userbyid(relowner) <> 'thidua_owner'$$,
  'tables and views are the owner''s');
select is_empty($$select oid::regprocedure, pg_get_userbyid(proowner) from pg_proc where pronamespace = 'app'::regnamespace and pg_get_userbyid(proowner) not in ('thidua_owner', 'thidua_engine')$$,
  'functions are the owner''s or the engine''s');
select is_empty($$select oid::regprocedure from pg_proc where pronamespace = 'app'::regnamespace and prosecdef and pg_get_userbyid(proowner) <> 'thidua_engine'$$,
  'definer functions are the engine''s');
select is_empty($$select oid::regprocedure from pg_proc where pronamespace = 'app'::regnamespace and prosecdef and not exists (
  select from unnest(proconfig) s where s like 'search_path=%pg_temp')$$, 'definer functions have a pinned search_path that ends in pg_temp');
select is_empty($$select oid::regprocedure from pg_proc where pronamespace = 'app'::regnamespace and prosecdef and has_function_privilege('public', oid, 'execute')$$,
  'definer functions are closed to the public');
select is_empty($$select oid::regprocedure from pg_proc where pronamespace = 'app'::regnamespace and proleakproof$$, 'no function calls itself leakproof');
select is_empty($$select oid::regclass from pg_class where relkind = 'v' and relnamespace = 'app'::regnamespace and not coalesce(reloptions @> '{security_invoker=true}', false)$$,
  'views ask with the caller''s rights');
select is_empty($$select oid::regclass from pg_class where relkind in ('m', 'f') and relnamespace = 'app'::regnamespace and has_table_privilege('thidua_service', oid, 'select')$$,
  'materialised views, which ignore policies, are not the service''s');
select is_empty($$select rolname from pg_roles where rolname in ('thidua_service', 'thidua_engine', 'thidua_owner') and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
  union all select rolname from pg_roles where rolname = 'thidua_service' and rolinherit$$, 'no role of the service may step outside');
select is_empty($$select oid::regclass from pg_class where relnamespace = 'app'::regnamespace and relkind in ('r', 'p') and has_table_privilege('thidua_service', oid, 'truncate, trigger, references')$$,
  'the service may not truncate, trigger or refer');
select is_empty($$select nspname from pg_namespace where has_schema_privilege('thidua_service', oid, 'create') and oid <> pg_my_temp_schema()$$,
  'the service creates nothing');
select is_empty($$select attrelid::regclass, attname from pg_attribute join pg_class c on c.oid = attrelid where relnamespace = 'app'::regnamespace and relkind = 'r' and attname in ('state', 'version') and attnum > 0
  and attrelid in (select ('app.' || quote_ident(table_name))::regclass from things) and has_column_privilege('thidua_service', attrelid, attname, 'update')$$,
  'no state and no version is set by the service');
select is_empty($$select t.thing, f.name from transitions t cross join lateral (values (t.refuse_if, 'uuid, jsonb'), (t.warn_of, 'uuid, jsonb'), (t.effect, 'uuid, uuid')) f(name, args)
  where f.name is not null and to_regprocedure('app.' || f.name || '(' || f.args || ')') is null
  union all select thing, owner_of from things where owner_of is not null and to_regprocedure('app.' || owner_of || '(uuid)') is null
  union all select thing, table_name from things where to_regclass('app.' || table_name) is null$$, 'what the rules of change name exists');
select is_empty($$select thing, state from (select thing, from_state from transitions union select thing, to_state from transitions
  union select thing, state from action_rules where state <> '*') s(thing, state)
  where exists (select from catalogues where catalogue = thing || '_state') and not exists (select from catalogues where catalogue = thing || '_state' and code = state)$$,
  'states are those of the catalogue');

-- ---- rights, policies and triggers fit together ----
select is_empty($$select relname, command from pg_class c cross join unnest('{INSERT,UPDATE,DELETE}'::text[]) command
  where relnamespace = 'app'::regnamespace and relkind in ('r', 'p')
    and case command when 'DELETE' then has_table_privilege('thidua_service', c.oid, command) else has_any_column_privilege('thidua_service', c.oid, command) end
    and not exists (select from pg_policies p where p.schemaname = 'app' and p.tablename = relname and p.roles @> '{thidua_service}' and p.permissive = 'PERMISSIVE' and p.cmd in ('ALL', command))$$,
  'no right to write without a policy for it');
select is_empty($$select tablename, policyname from pg_policies where schemaname = 'app' and roles @> '{thidua_service}' and permissive = 'PERMISSIVE' and cmd <> 'SELECT'
  and coalesce(with_check, qual) !~ 'claim_unit|claim_user|keeps_for|keeps_rules_for|keeps_honouree'$$, 'every policy of writing asks who writes');
select set_eq($$select relname::text from pg_class c where relnamespace = 'app'::regnamespace and relkind in ('r', 'p') and not relispartition
  and not exists (select from pg_trigger where tgrelid = c.oid and tgname = 'audited' and tgenabled = 'O')$$,
  $$select unnest(string_to_array('action_rules transitions things catalogues schema_migrations structure_version deployed_code'             -- the program's own
    || ' unit_tree unit_reach unit_hears unit_labels unit_root official_values_past submission_editions ranking_places campaign_parents'      -- made of what is audited
    || ' audit_entries audit_roots audit_seals audit_heads audit_retired refusals outbox changes_floor import_rows document_parts job_parts job_runs'                           -- records themselves, and their bytes
    || ' council_sealed_ballots council_open_ballots council_plain_ballots council_ballot_keys council_ballot_marks council_counts'            -- secret votes
    || ' credentials refresh_tokens service_token_secrets calendar_feed_secrets password_resets password_attempts address_attempts'            -- hashes and counters
    || ' webhook_secrets webhook_positions webhook_deliveries webhook_lanes webhook_retries'                                                   -- secrets, queues and their log
    || ' identity_lookups idempotency_keys public_requests', ' '))$$, 'everything else is audited');
select set_eq($$select attrelid::regclass::text from pg_attribute join pg_class c on c.oid = attrelid where relnamespace = 'app'::regnamespace and relkind in ('r', 'p') and attname = 'version' and attnum > 0
  and not exists (select from pg_trigger where tgrelid = attrelid and tgname = 'touched' and tgenabled = 'O')$$, '{outbox,schema_migrations,structure_version}'::text[],
  'a version counts changes');
select set_eq($$select thing from things where not exists (select from pg_trigger where tgrelid = ('app.' || table_name)::regclass and tgname like 'announced%' and tgenabled = 'O')$$,
  '{service_token,period,webhook}'::text[], 'things announce their changes');

select * from finish();
rollback;
