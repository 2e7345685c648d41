-- Work on a report between units and people, below what HTTP reaches: who reads and writes comments, unlock requests,
-- delegations, terms of work and imports, what their rows must hold, and who stands in where nobody can let a report pass.
begin;
\ir cast.psql
select plan(81);

select pg_temp.person(slug, held) from (values ('t-tp', 'oversight'), ('t-tp', 'council'), ('t-tp', 'admin'), ('t-tp', 'reporter'), ('t-doan-ket', 'leader'), ('t-doan-ket', 'admin'),
  ('t-kon-tum', 'oversight'), ('t-kon-plong', 'reviewer'), ('t-viet-nam', 'reviewer')) p(slug, held) \g /dev/null

-- ---- a report of a commune to the city, submitted ----
insert into campaigns(unit_id, code, title, kind, starts_on, ends_on, report_periods, state) values
  (pg_temp.id_of('t-tp'), 'V-2025', 'Phong trào thử', 'plan', '2025-01-01', '2025-12-31', '{2025-5M,2025-6M}', 'draft');
select id as campaign from campaigns where code = 'V-2025' \gset
insert into indicators(campaign_id, unit_id, code, ordinal, field, name, value_type, comparator, target_value, accumulation, rollup, reporters) values
  (:'campaign', pg_temp.id_of('t-tp'), 'V-01', 1, 'economy', 'Số mô hình', 'count', 'gte', 2, 'level', 'sum', '[{"level":"commune"}]');
update campaigns set state = 'proposed' where id = :'campaign';
select is(pg_temp.asked('t-tp.leader', format($$select to_state from make_move('campaign', %L, '{"to":"launched","details":{"number":"1/KH-UBND"}}')$$, :'campaign')), 'launched', 'a campaign of the city');
update obligations set assignee_id = (select id from users where username = 't-doan-ket.reporter')
 where campaign_id = :'campaign' and unit_id = pg_temp.id_of('t-doan-ket') and kind = 'report' and period = '2025-6M';
select matches(pg_temp.asked('t-doan-ket.reporter', format($$select save_report(%L, %s, '2025-6M', '{"values":{"V-01":{"value":3}}}', '0')$$, :'campaign', pg_temp.id_of('t-doan-ket'))), '^[0-9a-f-]{36}$', 'a report is begun');
select id as report from submissions where campaign_id = :'campaign' \gset
select is((select assignee_id from submissions where id = :'report'), (select id from users where username = 't-doan-ket.reporter'), 'by whom its obligation was given to');

-- ---- comments ----
create function pg_temp.says(account text, words text) returns text language sql as $$
  select pg_temp.asked(account, format('insert into comments(submission_id, text) values (%L, %L) returning (shown, edition)', (select id from submissions where campaign_id = (select id from campaigns where code = 'V-2025')), words))
$$;
create function pg_temp.hears(account text) returns text language sql as $$ select pg_temp.asked(account, 'select count(*) from comments where text like ''thử %''') $$;
select is(pg_temp.says('t-doan-ket.leader', 'thử một'), '(f,1)', 'what the unit says while it drafts is its own');
select is(pg_temp.hears('t-doan-ket.reporter'), '1', 'to the unit it is there');
select is(pg_temp.hears('t-tp.reviewer'), '0', 'to the issuer not yet');
select is(pg_temp.asked('t-doan-ket.reporter', format($$select to_state from make_move('submission', %L, '{"to":"submitted"}')$$, :'report')), 'submitted', 'the report goes out');
select is((select shown from comments where text = 'thử một'), true, 'and what was said about it');
select is(pg_temp.says('t-tp.reviewer', 'thử hai'), '(t,1)', 'the issuer''s word is for both');
select is(pg_temp.hears(account), heard, account || ' reads ' || heard) from (values
  ('t-doan-ket.reporter', '2'), ('t-doan-ket.leader', '2'), ('t-tp.reviewer', '2'), ('t-tp.leader', '2'), ('t-tp.oversight', '0'), ('t-tp.council', '0'), ('t-tp.admin', '0'), ('t-doan-ket.admin', '0'),
  ('t-kon-tum.reviewer', '0'), ('t-kon-tum.oversight', '0'), ('t-viet-nam.reviewer', '0'), ('t-hoa-binh.reporter', '0'), ('t-kon-plong.reviewer', '0')) h(account, heard);
select matches(pg_temp.says('t-tp.oversight', 'thử ba'), '^42501', 'who oversees says nothing');
select matches(pg_temp.says('t-tp.admin', 'thử ba'), '^42501', 'nor who administers');
select matches(pg_temp.asked('t-tp.reviewer', format($$insert into comments(submission_id, text, shown) values (%L, 'thử', true)$$, :'report')), '^42501', 'whom it is shown to is not said');
select matches(pg_temp.asked('t-tp.reviewer', $$update comments set unit_id = author_unit_id$$), '^42501', 'nor whose report it is about');
select is(pg_temp.asked('t-kon-tum.reviewer', $$with x as (update comments set resolved_by = claim_user(), resolved_at = now() returning 1) select count(*) from x$$), '0', 'nobody resolves what he does not read');
select is(pg_temp.asked('t-tp.leader', $$with x as (delete from comments where text = 'thử hai' returning 1) select count(*) from x$$), '0', 'and takes back only his own words');
select throws_ok($$update comments set resolved_by = uuid_v7() where text = 'thử hai'$$, '23514', null, 'resolved is said by somebody at some time');
select throws_ok($$update comments set text = ''$$, '23514', null, 'a comment has words');
select is((select count(*)::int from audit_entries where thing = 'comments' and changes ->> 'text' like 'thử%'), 0, 'the audit keeps no words');
select cmp_ok((select count(*)::int from audit_entries where thing = 'comments' and changes ->> 'text' = '…'), '>=', 2, 'only that some were said');

-- ---- unlock requests ----
create function pg_temp.wants(account text, slug text) returns text language sql as $$
  select pg_temp.asked(account, format($q$insert into unlock_requests(campaign_id, unit_id, issuer_id, period, reason, requested_at) values (%L, %s, %s, '2025-5M', 'thử', now()) returning state$q$,
    (select id from campaigns where code = 'V-2025'), pg_temp.id_of(slug), pg_temp.id_of('t-tp')))
$$;
create function pg_temp.sees(account text, table_name text) returns text language sql as $$
  select pg_temp.asked(account, format('select count(*) from %I x where x.unit_id = %s', table_name, pg_temp.id_of('t-doan-ket')))
$$;
select is(pg_temp.wants('t-doan-ket.reporter', 't-doan-ket'), 'requested', 'a unit asks for itself');
select matches(pg_temp.wants('t-hoa-binh.reporter', 't-doan-ket'), '^42501', 'not for another');
select matches(pg_temp.wants('t-tp.reviewer', 't-doan-ket'), '^42501', 'nor does the issuer for it');
select matches(pg_temp.wants('t-doan-ket.admin', 't-doan-ket'), '^42501', 'nor who makes no reports there');
select is(pg_temp.sees(account, 'unlock_requests'), seen, account || ' sees ' || seen || ' request') from (values
  ('t-doan-ket.leader', '1'), ('t-tp.reviewer', '1'), ('t-kon-tum.leader', '1'), ('t-hoa-binh.reporter', '0'), ('t-kon-plong.leader', '0')) s(account, seen);
select matches(pg_temp.asked('t-doan-ket.reporter', $$update unlock_requests set state = 'granted'$$), '^42501', 'nobody opens by writing');
select matches(pg_temp.asked('t-tp.reviewer', $$update unlock_requests set granted_until = '2025-06-20'$$), '^42501', 'the issuer neither');
select throws_ok($$update unlock_requests set reason = '' where reason = 'thử'$$, '23514', null, 'a request has a reason');

-- ---- delegations ----
select id as giver from users where username = 't-doan-ket.leader' \gset
select id as holder from users where username = 't-doan-ket.reporter' \gset
insert into delegations(unit_id, giver_id, holder_id, verbs, valid_from, valid_to, document) values (pg_temp.id_of('t-doan-ket'), :'giver', :'holder', '{move_submission:submitted}', '2025-06-01', '2025-07-01', 'thử');
select is(pg_temp.sees(account, 'delegations'), seen, account || ' sees ' || seen || ' delegation') from (values
  ('t-doan-ket.reporter', '1'), ('t-tp.reviewer', '1'), ('t-hoa-binh.reporter', '0'), ('t-kon-plong.leader', '0')) s(account, seen);
select matches(pg_temp.asked('t-doan-ket.leader', format($$insert into delegations(unit_id, giver_id, holder_id, verbs, valid_from, valid_to, document) values (%s, %L, %L, '{x}', '2025-06-01', '2025-07-01', 'thử')$$,
  pg_temp.id_of('t-doan-ket'), :'giver', :'holder')), '^42501', 'none is given by writing a row');
select matches(pg_temp.asked('t-doan-ket.reporter', $$update delegations set valid_to = '2026-01-01'$$), '^42501', 'none made longer');
select matches(pg_temp.asked('t-doan-ket.leader', $$delete from delegations$$), '^42501', 'none made undone');
select throws_ok($$update delegations set valid_to = valid_from where document = 'thử'$$, '23514', null, 'it ends after it begins');
select throws_ok($$update delegations set holder_id = giver_id where document = 'thử'$$, '23514', null, 'nobody acts for himself');
select throws_ok($$update delegations set verbs = '{}' where document = 'thử'$$, '23514', null, 'for nothing');
select throws_ok($$update delegations set document = '' where document = 'thử'$$, '23514', null, 'or by no document');

-- ---- terms of work ----
create function pg_temp.rules(account text, area text) returns text language sql as $$
  select pg_temp.asked(account, format($q$insert into work_terms(code, unit_id, valid_from, days, citation) values ('unlock_days', %s, '2025-06-01', 5, 'thử') returning days$q$, coalesce(pg_temp.id_of(area)::text, 'null')))
$$;
select is(pg_temp.rules('t-kon-tum.admin', 't-kon-tum'), '5', 'a province sets a term for its area');
select matches(pg_temp.rules('t-kon-tum.admin', null), '^42501', 'not for the nation');
select matches(pg_temp.rules('t-kon-tum.admin', 't-tp'), '^42501', 'nor for a part of it');
select matches(pg_temp.rules('t-tp.admin', 't-tp'), '^42501', 'a district sets none');
select matches(pg_temp.rules('t-kon-tum.leader', 't-kon-tum'), '^42501', 'nor whoever does not administer');
select matches(pg_temp.asked('t-kon-tum.admin', $$update work_terms set days = 99$$), '^42501', 'a row never changes');
select throws_ok(format($$insert into work_terms(code, unit_id, valid_from, days, citation) values ('unlock_days', %s, '2025-06-01', 6, 'thử')$$, pg_temp.id_of('t-kon-tum')), '23505', null, 'one row for a day and an area');
select throws_ok($$insert into work_terms(code, valid_from, days, citation) values ('unlock_days', '2025-06-02', 0, 'thử')$$, '23514', null, 'a term is a day at least');
select is(work_term('unlock_days', pg_temp.id_of('t-hieu')), 5, 'it holds for its communes');
select is(work_term('unlock_days', pg_temp.id_of('t-viet-nam')), 10, 'and nowhere else');

-- ---- imports ----
insert into imports(unit_id, type, campaign_id, period, mode, atomic, result, format, size, sha256, rows_read, created, updated, unchanged, rejected)
values (pg_temp.id_of('t-doan-ket'), 'values', :'campaign', '2025-6M', 'commit', 'all', 'done', 'csv', 10, repeat('a', 64), 1, 1, 0, 0, 0) returning id as import \gset
insert into import_rows(import_id, unit_id, number, outcome, item) values (:'import', pg_temp.id_of('t-doan-ket'), 2, 'created', '{}');
select is(pg_temp.sees(account, table_name), seen, format('%s sees %s of %s', account, seen, table_name)) from (values
  ('t-doan-ket.reporter', '1'), ('t-tp.reviewer', '1'), ('t-hoa-binh.reporter', '0')) s(account, seen), unnest('{imports,import_rows}'::text[]) table_name;
select matches(pg_temp.asked('t-doan-ket.reporter', $$update imports set rejected = 0$$), '^42501', 'what was read stays as it was');
select matches(pg_temp.asked('t-doan-ket.reporter', $$delete from import_rows$$), '^42501', 'row by row');
select matches(pg_temp.asked('t-hoa-binh.reporter', format($$insert into import_rows(import_id, unit_id, number, outcome, item) values (%L, %s, 3, 'created', '{}')$$, :'import', pg_temp.id_of('t-doan-ket'))), '^42501',
  'nobody adds to what another sent');
select throws_ok(format($$insert into imports(unit_id, type, campaign_id, period, mode, atomic, result, format, size, sha256, rows_read, created, updated, unchanged, rejected)
  select unit_id, type, campaign_id, period, mode, atomic, result, format, size, sha256, 1, 1, 0, 0, 0 from imports where id = %L$$, :'import'), '23505', null, 'the same file is kept once');
select throws_ok(format($$update imports set sha256 = 'ngắn' where id = %L$$, :'import'), '23514', null, 'under its SHA-256');

-- ---- who stands in ----
create function pg_temp.leaves(slug text) returns void language sql as $$
  update assignments set valid_to = '2025-06-01' where role = 'reviewer' and unit_id = pg_temp.id_of(slug)
$$;
create function pg_temp.stands_in(slug text, issuer text) returns text language sql as $$ select unit_name_on(stand_in_for(pg_temp.id_of(slug), pg_temp.id_of(issuer))) $$;
select is(pg_temp.stands_in('t-tp', 't-viet-nam'), null, 'where somebody reviews nobody stands in');
select pg_temp.leaves('t-tp') \g /dev/null
select is(pg_temp.stands_in('t-tp', 't-viet-nam'), 'Tỉnh Kon Tum', 'else the next one above does');
select is(pg_temp.stands_in('t-tp', 't-kon-tum'), 'Tỉnh Kon Tum', 'or the issuer, if that is next');
select pg_temp.leaves('t-kon-tum') \g /dev/null
select is(pg_temp.stands_in('t-tp', 't-viet-nam'), 'Nước Việt Nam thử', 'the issuer at the last');
select is(stand_in_for(pg_temp.id_of('t-kon-plong'), pg_temp.id_of('t-viet-nam'), array(select id from users where username = 't-kon-plong.reviewer')), pg_temp.id_of('t-viet-nam'),
  'whoever made the report does not count');

select * from finish();
rollback;
