-- The audit: refusals, the chain in the order of commits, its heads, who may touch it, the restore into another cluster, and
-- the end of a year.
begin;
\ir cast.psql
select plan(54);

-- ---- refusals ----
create function pg_temp.refuse(claims jsonb, name text, times int) returns void language sql as $$
  select record_refusal(claims, 'x', '/p', 'wrong_role', 'r', '192.0.2.7', name, times)
$$;
select pg_temp.refuse(pg_temp.claims('t-doan-ket.reporter'), null, 1), pg_temp.refuse(pg_temp.claims('t-doan-ket.reporter'), null, 3) \g /dev/null
select is((select refused from refusals where operation = 'x'), 4, 'repeats within a minute are counted');
select is((select count(*) from audit_entries where operation = 'x' and action = 'refused'), 1::bigint, 'in one entry');
select is((select changes from audit_entries where operation = 'x'), '{"code": "wrong_role", "path": "/p"}', 'which says what and where');
select pg_temp.refuse('{}', 'T-DOAN-KET.reporter', 1), pg_temp.refuse('{}', 'nobody', 1) \g /dev/null
select is((select array_agg(changes ->> 'address') from audit_entries where operation = 'x' and actor_id is null), '{192.0.2.7/32,192.0.2.7/32}', 'of whom nobody knows, the address');
select is((select count(*) from audit_entries e join users u on u.id = e.thing_id and u.unit_id = e.unit_id where operation = 'x' and username = 't-doan-ket.reporter'), 1::bigint,
  'and the account that was named');
select close_refusals() \g /dev/null
select is((select count(*) from refusals where operation = 'x'), 3::bigint, 'a minute is counted until it is over');
update refusals set minute = minute - interval '2 minutes';
select close_refusals() \g /dev/null
select is((select changes ->> 'times' from audit_entries where operation = 'x' and changes ? 'times'), '4', 'then the number is entered');
select is((select count(*) from refusals), 0::bigint, 'and the counter goes');

-- ---- rows that come by the thousand ----
insert into reporters(indicator_id, unit_id, campaign_id, issuer_id, valid_from)
  select indicator_id, unit_id, campaign_id, issuer_id, '2031-01-01' from reporters order by indicator_id, unit_id limit 2;
select is((select count(*) from audit_entries where thing = 'reporters' and action = 'created' and changes ->> 'valid_from' = '2031-01-01'), 2::bigint, 'each row that a statement adds has its entry');
select is_empty($$select e.changes, e.unit_id from audit_entries e where e.thing = 'reporters' and e.changes ->> 'valid_from' = '2031-01-01'
  except select jsonb_strip_nulls(to_jsonb(r)), r.unit_id from reporters r$$, 'which says what was written, and whose it is');

-- ---- who may touch what ----
select is_empty($$select t from unnest('{audit_entries,audit_seals,audit_roots,audit_heads,audit_retired,refusals}'::text[]) t
  where has_table_privilege('thidua_service', 'app.' || t, 'insert, update, delete, truncate')$$, 'the service writes none of its tables');
select is_empty($$select inhrelid::regclass from pg_inherits where inhparent = 'app.audit_entries'::regclass and has_table_privilege('thidua_service', inhrelid, 'select, insert, update, delete')$$,
  'and reaches no year by its own name');
select is_empty($$select t from unnest('{audit_entries,audit_seals,audit_roots,audit_heads,audit_retired}'::text[]) t
  where has_table_privilege('thidua_engine', 'app.' || t, 'update, delete, truncate')$$, 'the engine adds only');
select is_empty($$select f from unnest('{retire_audit(int)}'::text[]) f where has_function_privilege('thidua_service', 'app.' || f, 'execute')
  or has_function_privilege('thidua_engine', 'app.' || f, 'execute')$$, 'no year ends by a request');
select is(pg_temp.asked('t-kon-tum.admin', 'with d as (delete from audit_entries returning 1) select count(*) from d'), '42501 permission denied for table audit_entries', 'an administrator removes nothing');
select is(pg_temp.asked('t-kon-tum.admin', 'with d as (update audit_seals set hash = '''' returning 1) select count(*) from d'), '42501 permission denied for table audit_seals', 'changes no seal');
select is(pg_temp.asked('t-kon-tum.admin', 'with d as (insert into audit_heads select batch, last_position, root, now(), '''', '''' from audit_roots returning 1) select count(*) from d'),
  '42501 permission denied for table audit_heads', 'signs no head');
select isnt(pg_temp.asked('t-kon-tum.admin', 'select count(*) from audit_entries'), '0', 'but reads those of the area');
select is(pg_temp.asked('t-tp.reviewer', 'select count(*) from audit_entries'), '0', 'a reviewer does not');

-- ---- the chain; what another, finished transaction wrote has a number below the oldest running one ----
select seal_audit(2000000000) \g /dev/null
create function pg_temp.entered(what text, made xid8 default (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text::xid8) returns void language sql as $$
  insert into audit_entries(xid, action) values (made, what)
$$;
-- The first place whose hash does not follow from the one before; null when all do.
create function pg_temp.first_break() returns bigint language plpgsql as $$
declare
  s record;
  link bytea := '';
begin
  for s in select x.position, x.hash, e from audit_seals x left join audit_entries e using (seq) order by position loop
    link := sha256(link || audit_text(s.e));
    if link is distinct from s.hash then
      return s.position;
    end if;
  end loop;
  return null;
end $$;
select pg_temp.entered('a'), pg_temp.entered('b') \g /dev/null
select is(seal_audit(), 2, 'what is committed is sealed, what is in flight is not');
select isnt(audit_unsealed(), 0::numeric, 'and is waited for');
select pg_temp.entered('c') \g /dev/null
select is(seal_audit(), 1, 'once');
select is(seal_audit(), 0, 'and no more');
select is((select array_agg(e.action order by s.position) from audit_seals s join audit_entries e using (seq) where e.action in ('a', 'b', 'c')), '{a,b,c}', 'in the order of commits');
select is(pg_temp.first_break(), null, 'each hash follows from the one before');
select is((select root from audit_roots order by batch desc limit 1), (select hash from audit_seals order by position desc limit 1), 'a root is the last of them');
select is((select array_agg(n) from (select seal_audit(2) as n from (select pg_temp.entered('d'), pg_temp.entered('e'), pg_temp.entered('f')) made offset 0) s), '{2}', 'so many at a time');
select is(seal_audit(), 1, 'and the rest afterwards');

-- ---- heads ----
create temporary table head as select * from audit_head_to_sign();
select is((select statement from head), (select format(E'thidua audit head\nposition %s\nroot %s\nsigned_at %s\n', last_position, encode(root, 'hex'),
  to_char((select signed_at from head) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) from audit_roots order by batch desc limit 1), 'what is signed says where the chain stands');
select keep_audit_head(batch, signed_at, 'k', 'AAECAw==') from head \g /dev/null
select is((select audit_statement(position, root, signed_at) from audit_heads h where h.batch = (select batch from head)), (select statement from head), 'and is found again from what is kept');
select is_empty('select * from audit_head_to_sign()', 'a head is signed once');

-- ---- append only, for owner and superuser too, until they take the trigger away ----
select throws_ok(format('update %s set %s', t, what), '55000', 'audit_is_append_only', t || ' is not changed')
  from (values ('audit_entries', 'action = ''x'''), ('audit_entries_2026', 'action = ''x'''), ('audit_seals', 'batch = 0'), ('audit_roots', 'entries = 0'), ('audit_heads', 'key = ''''')) v(t, what);
select throws_ok('delete from ' || t, '55000', 'audit_is_append_only', 'nor emptied: ' || t) from unnest('{audit_entries,audit_entries_2026,audit_seals,audit_heads}'::text[]) t;
select throws_ok('truncate audit_entries cascade', '55000', 'audit_is_append_only', 'nor at once');
alter table audit_entries_other disable trigger append_only;
alter table audit_entries disable trigger append_only;
update audit_entries set actor_roles = '{leader}' where action = 'b';
select is(pg_temp.first_break(), (select position from audit_seals s join audit_entries e using (seq) where e.action = 'b'), 'a changed entry breaks the chain there');
update audit_entries set actor_roles = null where action = 'b';
select is(pg_temp.first_break(), null, 'put back, it is whole');

-- ---- a dump in another cluster, where transaction numbers begin anew ----
alter table audit_roots disable trigger append_only;
update audit_roots set last_xid = '9223372036854775807' where batch = (select max(batch) from audit_roots);
select pg_temp.entered('new') \g /dev/null
select pg_temp.entered('restored 1', '9223372036854775000'), pg_temp.entered('restored 2', '9223372036854775001'), pg_temp.entered('restored 3', '9223372036854775002') \g /dev/null
select is(seal_audit(2), 2, 'what came with the dump is sealed first');
select is(seal_audit(2), 1, 'all of it');
select is((select array[entries::bigint, last_seq] from audit_roots order by batch desc limit 1), '{1,0}', 'then the order begins again');
select is(seal_audit(), 0, 'above it');
select pg_temp.entered('e') \g /dev/null
select is(seal_audit(), 1, 'new entries follow');
select is(pg_temp.first_break(), null, 'in one chain');

-- ---- the end of a year ----
select throws_like('select retire_audit(2025)', 'Entries of 2025 are kept until 2045-12-31%', 'a year is kept as long as the term says');
select throws_ok('select retire_audit(1999)', '55000', 'There is no year 1999 in the audit.', 'there are years that never were');
insert into audit_entries(xid, at, action) values ((pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text::xid8, '2025-03-01 00:00+07', 'old');
insert into work_terms(code, valid_from, days, citation) values ('audit_kept_days', '2025-06-01', 1, 'thử');
select throws_ok('select retire_audit(2025)', '55000', '1 entries of 2025 have no seal yet.', 'what has no seal stays');
select seal_audit() \g /dev/null
select is(retire_audit(2025), 1, 'a year that was kept goes as a whole');
select is((select changes from audit_entries where operation = 'retire_audit'), (select jsonb_build_object('year', 2025, 'entries', 1, 'last_position', last_position) from audit_retired), 'which stands in the audit');

select * from finish();
rollback;
