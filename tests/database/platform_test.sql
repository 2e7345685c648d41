-- The platform: claims fail closed, begin_request believes rows only, the guard and the judge refuse with the right
-- reason, and the audit can be added to and nothing else.
begin;
\ir cast.psql
select plan(97);

-- ---- a thing to try it on: a report of a unit to an issuer ----
create table trial_reports (
  id uuid primary key default uuid_v7(), unit_id int not null references units, issuer_id int, state text not null default 'draft',
  title text, secret text, submitted_by uuid,
  version int not null default 1, created_by uuid, created_at timestamptz, changed_by uuid, changed_at timestamptz);
select keep('trial_reports', secret => '{secret}') \g /dev/null
create policy seen_from_above on trial_reports for select to thidua_service using (
  (select reaches_everything()) or unit_id in (select unit_id from unit_reach where viewer_id = (select claim_unit()) and valid_from <= today() and valid_to > today()));
create policy added_by_its_unit on trial_reports for insert to thidua_service with check (unit_id = (select claim_unit()));
create policy changed_by_itself on trial_reports for update to thidua_service using (unit_id = (select claim_unit())) with check (unit_id = (select claim_unit()));
insert into things(thing, table_name, tag, vi, en) values ('trial_report', 'trial_reports', 'trials', 'báo cáo thử', 'trial report');
create function trial_is_empty(thing_id uuid, details jsonb) returns setof fault language sql as $$
  select '/title', 'required', '{}'::jsonb from trial_reports r where r.id = thing_id and r.title is null
$$;
create function trial_was_submitted(thing_id uuid, move_id uuid) returns void language sql as $$
  update trial_reports set submitted_by = (select actor_id from moves where id = move_id) where id = thing_id
$$;
insert into transitions(thing, from_state, to_state, role, desk, another_person, required_details, refuse_if, effect) values
  ('trial_report', 'draft',     'submitted', 'reporter', 'own',     false, '{}',              'trial_is_empty', 'trial_was_submitted'),
  ('trial_report', 'submitted', 'verified',  'reviewer', 'between', true,  '{}',              null, null),
  ('trial_report', 'submitted', 'verified',  'leader',   'issuer',  true,  '{}',              null, null),
  ('trial_report', 'submitted', 'returned',  'reviewer', 'between', true,  '{reasons,pages}', null, null),
  ('trial_report', 'verified',  'decided',   'engine',   'own',     false, '{}',              null, null);
insert into action_rules values
  ('trial_report', 'patch', 'draft', 'reporter', 'own'), ('trial_report', 'delete', 'draft', 'reporter', 'own');
select id_of as doan_ket from pg_temp.id_of('t-doan-ket') \gset
select id_of as kon_tum from pg_temp.id_of('t-kon-tum') \gset
insert into trial_reports(id, unit_id, issuer_id, title) values
  ('00000000-0000-7000-8000-000000000001', :doan_ket, :kon_tum, 'Báo cáo'), ('00000000-0000-7000-8000-000000000002', :doan_ket, :kon_tum, null),
  ('00000000-0000-7000-8000-000000000003', (select pg_temp.id_of('t-hieu')), :kon_tum, 'Xã Hiếu');
\set one '\'00000000-0000-7000-8000-000000000001\''
\set empty '\'00000000-0000-7000-8000-000000000002\''
\set hieu '\'00000000-0000-7000-8000-000000000003\''

-- ---- claims fail closed ----
set local role thidua_service;
reset "app.unit";
select throws_ok('select claim_unit()', '42501', null, 'no unit set: refused');
select throws_ok('select count(*) from trial_reports', '42501', null, 'no unit set: no table without an error');
select throws_ok(format($$select set_config('app.unit', %L, true), claim_unit()$$, junk), '42501', null, 'unit ' || to_json(junk) || ' is refused')
  from unnest(array['', '%', '1 or true', '-1', '0', '1e3', '9999999999', E'1\n']) junk;
select throws_ok(format($$select set_config('app.unit', %L, true), count(*) from trial_reports$$, junk), '42501', null, 'a query with unit ' || quote_literal(junk) || ' is refused')
  from unnest(array['', '%', '0']) junk;
select set_config('app.user', '', true) \g /dev/null
select is(claim_user(), null, 'no user is nobody');
select set_config('app.user', '%', true) \g /dev/null
select throws_ok('select claim_user()', '22P02', null, 'a junk user is refused');
select is(claim_roles(), '{}', 'no roles are no roles');
select is(has_role('admin'), false, 'and hold nothing');
reset role;

-- ---- who sees what ----
\set sees 'select string_agg(unit_code_on(unit_id), \',\' order by unit_code_on(unit_id)) from trial_reports'
select is(pg_temp.asked('t-doan-ket.reporter', :'sees'), 't23302,t23302', 'a commune sees itself');
select is(pg_temp.asked('t-hoa-binh.reporter', :'sees'), null, 'its sibling sees nothing');
select is(pg_temp.asked('t-tp.reviewer', :'sees'), 't23302,t23302', 'a district sees its communes');
select is(pg_temp.asked('t-kon-plong.leader', :'sees'), 't23476', 'and not those of its neighbour');
select is(pg_temp.asked('t-kon-tum.leader', :'sees'), 't23302,t23302,t23476', 'the province sees all');
select is(pg_temp.asked('t-viet-nam.admin', :'sees'), 't23302,t23302,t23476', 'the root sees all');
select is(pg_temp.asked(pg_temp.claims('t-hoa-binh.reporter') || '{"level":"province"}', :'sees'), null, 'a forged level opens nothing');
select is(pg_temp.asked(pg_temp.claims('t-hoa-binh.reporter') || '{"level":null}', :'sees'), null, 'nor does a forged root');
select is(pg_temp.asked(pg_temp.claims('t-hoa-binh.reporter') || '{"level":"province"}', $$select current_setting('app.level')$$), 'commune', 'the level is the row''s');
select is(pg_temp.asked('t-hoa-binh.reporter', format('insert into trial_reports(unit_id, title) values (%s, %L) returning 1', :doan_ket, 'x')),
  '42501 new row violates row-level security policy for table "trial_reports"', 'nobody writes for another unit');
select is(pg_temp.asked('t-doan-ket.reporter', 'with c as (update trial_reports set state = ''verified'' returning 1) select count(*) from c'),
  '42501 permission denied for table trial_reports', 'no state is set by hand');
select is(pg_temp.asked('t-kon-tum.leader', 'with c as (update trial_reports set title = ''x'' returning 1) select count(*) from c'), '0', 'from above nothing is changed');

-- ---- begin_request ----
select is(pg_temp.asked('{}'::jsonb, 'select claim_user()::text'), null, 'nobody may begin');
select is(pg_temp.asked('{}'::jsonb, 'select claim_unit()::text'), '42501 no unit in the claims', 'and has no unit');
select is(pg_temp.asked('t-tp.reviewer', 'select unit_number || '' '' || business_date from begin_request(''{}'', true)'), null, 'a second begin as nobody is nobody');
select is(pg_temp.asked(pg_temp.claims('t-tp.reviewer') || '{"epoch":2}', 'select 1'), 'PT401 token_revoked', 'another epoch: revoked');
select is(pg_temp.asked(pg_temp.claims('t-tp.reviewer') || '{"user":"00000000-0000-7000-8000-000000000009"}', 'select 1'), 'PT401 token_revoked', 'an unknown person: revoked');
select is(pg_temp.asked(pg_temp.claims('t-tp.reviewer') || '{"roles":["leader"]}', 'select 1'), 'PT401 assignment_ended', 'a role not held');
select is(pg_temp.asked(pg_temp.claims('t-tp.reviewer') || '{"roles":[]}', 'select 1'), 'PT401 assignment_ended', 'no role');
select is(pg_temp.asked(pg_temp.claims('t-tp.reviewer') || jsonb_build_object('unit', unit_uid(:kon_tum)), 'select 1'), 'PT401 assignment_ended', 'another unit');
select is(pg_temp.asked(pg_temp.claims('t-tp.reviewer') - 'unit', 'select 1'), 'PT401 assignment_ended', 'no unit');
update assignments set valid_to = '2025-06-16' where user_id = (select id from users where username = 't-tp.leader');
select is(pg_temp.asked('t-tp.leader', 'select 1'), 'PT401 assignment_ended', 'an assignment that ends today has ended');
update assignments set valid_to = '2025-06-17' where user_id = (select id from users where username = 't-tp.leader');
select is(pg_temp.asked('t-tp.leader', 'select 1'), '1', 'one that ends tomorrow holds');
update users set state = 'locked' where username = 't-hieu.reporter';
select is(pg_temp.asked('t-hieu.reporter', 'select 1'), 'PT401 token_revoked', 'a locked person');
update users set state = 'active' where username = 't-hieu.reporter';
insert into service_tokens(id, unit_id, name, scopes, roles, given_by, expires_at)
select '00000000-0000-7000-8000-0000000000aa', pg_temp.id_of('t-tp'), 'IOC', '{trials:move}', '{reviewer}', id, now() + interval '1 day' from users where username = 't-tp.reviewer';
select is(pg_temp.asked('{"service":true,"token":"00000000-0000-7000-8000-0000000000aa"}'::jsonb, 'select claim_roles()::text || claim_scopes()::text'), '{service}{trials:move}', 'a service token carries its scopes');
update service_tokens set revoked_at = now() where id = '00000000-0000-7000-8000-0000000000aa';
select is(pg_temp.asked('{"service":true,"token":"00000000-0000-7000-8000-0000000000aa"}'::jsonb, 'select 1'), 'PT401 token_revoked', 'until it is revoked');
select throws_ok($$do 'begin perform begin_request(''{}'', true); perform set_config(''transaction_read_only'', ''off'', true); end'$$, '25001', null, 'read-only cannot be switched back');
select throws_ok($$do 'begin perform begin_request(''{}'', true); update structure_version set version = 1; end'$$, '25006', null, 'and writes nothing');

-- ---- the guard ----
select is(pg_temp.asked('t-hoa-binh.reporter', format('select guard(%L, %L, %L, %L)', 'trial_reports', :one, '1', 'patch')), 'PT404 not_found', 'guard: outside sight is 404');
select is(pg_temp.asked('t-doan-ket.reporter', format('select guard(%L, %L, %L, %L)', 'trial_reports', uuid_v7(), '1', 'patch')), 'PT404 not_found', 'guard: as is nothing at all');
select is(pg_temp.asked('t-tp.reviewer', format('select guard(%L, %L, %L, %L)', 'trial_reports', :one, '1', 'patch')), 'PT403 not_allowed', 'guard: seen, not yours is 403');
select is(pg_temp.asked('t-doan-ket.reporter', format('select guard(%L, %L, %L, %L)', 'trial_reports', :one, '7', 'patch')), 'PT412 stale_version', 'guard: another version is 412');
select is(pg_temp.told() -> 'params' ->> 'current_version', '1', 'and tells the current one');
select is(pg_temp.asked('t-doan-ket.reporter', format('select guard(%L, %L, %L, %L)', 'trial_reports', :one, '1', 'patch')), '1', 'guard: yours and current passes');
select is(pg_temp.asked('t-doan-ket.reporter', format('select guard(%L, %L, %L, %L)', 'trial_reports', :one, '*', 'delete')), '1', 'guard: * passes');
select is(pg_temp.asked('t-tp.reviewer', format('select guard(%L, %L, %L, %L)', 'trial_reports', :one, '1', 'move')), '1', 'guard: a move needs sight and version');

-- ---- the judge ----
create function pg_temp.moved(account text, id text, target text, more jsonb default '{}') returns text language sql as $$
  select pg_temp.asked(account, format('select from_state || ''>'' || to_state || '' v'' || thing_version from make_move(%L, %L, %L)', 'trial_report', id, more || jsonb_build_object('to', target)))
$$;
select is(pg_temp.moved('t-hoa-binh.reporter', :one, 'submitted'), 'PT404 not_found', 'move: outside sight is 404');
select is(pg_temp.moved('t-doan-ket.reporter', :one, 'verified'), 'PT409 move_not_possible', 'move: no such transition');
select is(pg_temp.told() -> 'params' -> 'possible', '["submitted"]', 'with what is possible');
select is(pg_temp.moved('t-tp.reviewer', :one, 'submitted'), 'PT403 wrong_role', 'move: another role');
select is(pg_temp.moved('t-doan-ket.reporter', :empty, 'submitted'), 'PT422 validation_failed', 'move: refused by its faults');
select is(pg_temp.asked('t-doan-ket.reporter', format('select allowed_actions(%L, %L)::text', 'trial_report', :one)), '{delete,move:submitted,patch}', 'allowed: what the maker may');
select is(pg_temp.moved('t-doan-ket.reporter', :one, 'submitted', '{"note":"Xin gửi"}'), 'draft>submitted v3', 'move: made, with the version after its effect');
select is((select state || ' ' || (submitted_by = (select id from users where username = 't-doan-ket.reporter')) from trial_reports where id = :one), 'submitted true', 'its effect ran');
select is(pg_temp.asked('t-doan-ket.reporter', format('select guard(%L, %L, %L, %L)', 'trial_reports', :one, '*', 'patch')), 'PT409 wrong_state', 'guard: no longer in that state');
select is(pg_temp.asked('t-doan-ket.reporter', format('select guard(%L, %L, %L, %L)', 'trial_reports', :one, '1', 'move')), 'PT412 stale_version', 'guard: a move made it stale');
select is(pg_temp.told() -> 'params' ->> 'changed_by', 'Người reporter t-doan-ket', 'and tells who moved it');
select is(pg_temp.moved('t-kon-tum.reviewer', :one, 'verified'), 'PT403 wrong_desk', 'move: right role, another desk');
select alike(pg_temp.told() -> 'params' ->> 'who', '%Tỉnh Kon Tum%', 'and says who may');
select is(pg_temp.asked('t-kon-tum.leader', format('select allowed_actions(%L, %L)::text', 'trial_report', :one)), '{move:verified}', 'allowed: the issuer''s leader');
select is(pg_temp.asked('t-tp.reviewer', format('select string_agg(to_state || '':'' || possible, '','' order by to_state) from moves_available(%L, %L)', 'trial_report', :one)), 'returned:true,verified:true', 'available: a unit between');
select is(pg_temp.asked('t-doan-ket.reporter', format('select string_agg(rule, '','' order by to_state) from moves_available(%L, %L)', 'trial_report', :one)), 'wrong_role,wrong_role', 'available: blocked, with the rule');
select is(pg_temp.moved('t-tp.reviewer', :one, 'returned'), 'PT422 validation_failed', 'move: details are wanted');
select is(jsonb_path_query_array(pg_temp.told(), '$.errors[*].pointer'), '["/reasons", "/details/pages"]', 'all at once, at their pointers');
update trial_reports set submitted_by = (select id from users where username = 't-tp.reviewer') where id = :one;
select is(pg_temp.moved('t-tp.reviewer', :one, 'verified'), 'PT403 maker_is_not_checker', 'move: the maker is not the checker');
update trial_reports set submitted_by = null where id = :one;
select is(pg_temp.moved('t-tp.reviewer', :one, 'verified'), 'submitted>verified v' || (select version + 1 from trial_reports where id = :one), 'move: another person may');
select is(pg_temp.moved('t-kon-tum.leader', :one, 'decided'), 'PT409 move_not_possible', 'move: what follows from another is not asked for');
set local role thidua_engine;
insert into moves(thing, thing_id, to_state) values ('trial_report', :one, 'decided');
reset role;
select is((select state from trial_reports where id = :one), 'decided', 'the engine makes it');
select is(pg_temp.asked('t-doan-ket.reporter', format('select string_agg(to_state, '','' order by recorded_at, id) from moves_of(%L, %L)', 'trial_report', :one)), 'submitted,verified,decided', 'the records of a thing');
select is(pg_temp.asked('t-hoa-binh.reporter', format('select count(*) from moves_of(%L, %L)', 'trial_report', :one)), 'PT404 not_found', 'hidden with the thing');
select is(pg_temp.asked('t-doan-ket.reporter', 'with d as (delete from moves returning 1) select count(*) from d'), '42501 permission denied for table moves', 'records stay');

-- ---- a service token moves what its scopes say, within the roles of its giver ----
insert into trial_reports(id, unit_id, issuer_id, title, state) values ('00000000-0000-7000-8000-000000000004', :doan_ket, :kon_tum, 'Báo cáo', 'submitted');
insert into service_tokens(id, unit_id, name, scopes, roles, given_by, expires_at)
select ('00000000-0000-7000-8000-0000000000b' || n)::uuid, pg_temp.id_of('t-tp'), 'IOC', scopes, '{reviewer}', id, now() + interval '1 day'
  from users, (values (1, '{trials:read}'::text[]), (2, '{move_trial_report:verified}'), (3, '{trials:move}')) s(n, scopes) where username = 't-tp.reviewer';
create function pg_temp.moved_by_token(n int, target text) returns text language sql as $$
  select pg_temp.asked(jsonb_build_object('service', true, 'token', '00000000-0000-7000-8000-0000000000b' || n),
    format('select to_state from make_move(%L, %L, %L)', 'trial_report', '00000000-0000-7000-8000-000000000004', jsonb_build_object('to', target)))
$$;
select is(pg_temp.moved_by_token(1, 'verified'), 'PT403 wrong_role', 'a token that may read moves nothing');
select is(pg_temp.moved_by_token(2, 'returned'), 'PT403 wrong_role', 'one for a single move makes no other');
select is(pg_temp.moved_by_token(3, 'returned'), 'PT422 validation_failed', 'one for moves may, and is judged like anybody');
select is(pg_temp.moved_by_token(2, 'verified'), 'verified', 'the single move is made');
select is((select actor_kind from moves where thing_id = '00000000-0000-7000-8000-000000000004'), 'service', 'and recorded as a service''s');

-- ---- outbox ----
select is((select string_agg(action, ',' order by seq) from outbox where thing_id = '00000000-0000-7000-8000-000000000004'), 'created,moved', 'changes and moves are announced');
select is(pg_temp.asked('t-hoa-binh.reporter', 'select count(*) from outbox where thing = ''trial_report'''), '0', 'to those who see the thing');
select isnt(pg_temp.asked('t-tp.reviewer', 'select count(*) from outbox where thing = ''trial_report'''), '0', 'and no others');

-- ---- dry run, idempotency ----
select is(pg_temp.asked('t-doan-ket.reporter', 'select dry_run()'), 'PT000 dry_run', 'a trial ends in a raise the service knows');
select is(pg_temp.asked('t-doan-ket.reporter', $$select (select count(*) from claim_key('k1', 'h1')) || (select '' from idempotency_store('k1', 'x', 'h1', 201, '{}', '{"a":1}')) || (select status from claim_key('k1', 'h1'))$$), '0201', 'a key is claimed once, then replayed');
select is(pg_temp.asked('t-doan-ket.reporter', $$select (select count(*) from claim_key('k2', 'h1')) || (select '' from idempotency_store('k2', 'x', 'h1', 201, '{}', '{"a":1}')) || (select status from claim_key('k2', 'h2'))$$), 'PT422 idempotency_key_reused', 'for the same request only');

-- ---- audit ----
select is((select changes ->> 'secret' from audit_entries where thing = 'trial_reports' and action = 'created' limit 1), null, 'an unset secret is not mentioned');
update trial_reports set secret = 'mật' where id = :hieu;
select is((select changes::text from audit_entries where thing_id = :hieu and action = 'changed' order by seq desc limit 1), '{"secret": "…"}', 'a changed secret leaves its name only');
select throws_ok('update audit_entries set action = ''x''', '55000', 'audit_is_append_only', 'entries are not changed, not even by a superuser');
select throws_ok('delete from audit_entries', '55000', 'audit_is_append_only', 'nor removed');
select throws_ok('truncate audit_entries cascade', '55000', 'audit_is_append_only', 'nor emptied');
select is(pg_temp.asked('t-kon-tum.admin', 'with d as (delete from audit_entries returning 1) select count(*) from d'), '42501 permission denied for table audit_entries', 'an administrator may not');
select isnt(pg_temp.asked('t-kon-tum.admin', format('select count(*) from audit_entries where thing_id = %L', :one)), '0', 'but reads those of the area');
select is(pg_temp.asked('t-tp.reviewer', 'select count(*) from audit_entries'), '0', 'a reviewer does not');

select * from finish();
rollback;
