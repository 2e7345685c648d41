-- The feed of changes: in the order in which a thing changed, whichever transaction had the lower number; nothing passed
-- over while a transaction is running; told exactly to those who may read the thing, and of what was deleted to those who
-- could have read it.
\set QUIET on
\set ON_ERROR_STOP on
\pset format unaligned
\pset tuples_only on
set client_min_messages = warning;
set search_path = app, extensions, pg_temp;

-- ---- two transactions that interleave: in sessions of their own, before the one begins that is undone ----
create extension dblink schema extensions;
create table trial_reports (
  id uuid primary key default uuid_v7(), unit_id int not null references units, state text not null default 'draft', title text,
  version int not null default 1, created_by uuid, created_at timestamptz, changed_by uuid, changed_at timestamptz);
select keep('trial_reports') \g /dev/null
create policy seen_by_all on trial_reports for select to thidua_service using (true);
insert into things(thing, table_name, tag, vi, en, address, gone) values ('trial_report', 'trial_reports', 'trials', 'báo cáo thử', 'trial report', '/trial-reports/{id}', 'area');
select make_things_read() \g /dev/null
insert into trial_reports(id, unit_id) select id::uuid, (select min(unit_id) from unit_root)
  from unnest('{00000000-0000-7000-8000-000000000001,00000000-0000-7000-8000-000000000002}'::text[]) id;
\set one '\'00000000-0000-7000-8000-000000000001\''
\set two '\'00000000-0000-7000-8000-000000000002\''
select dblink_connect(name, format('dbname=%s host=%s user=%s options=''-c search_path=app,extensions''', current_database(), split_part(current_setting('unix_socket_directories'), ',', 1), current_user))
  from unnest('{early,middle,late}'::text[]) name \g /dev/null

-- Other tests of this cluster have transactions too; none is waited for longer than they may take.
create function pg_temp.wait_for(wanted xid8) returns void language plpgsql as $$
begin
  for i in 1 .. 4800 loop
    exit when changes_horizon() > wanted;
    perform pg_sleep(0.05);
  end loop;
end $$;
create temp table heard(reader text, step int, told text);
-- What each reader hears from where it stands: `told` by batches, and two that are wrong: by (xid, seq) from a plain position,
-- and the same but not beyond the oldest running transaction.
create function pg_temp.versions(query text) returns text language plpgsql as $$
declare
  answer text;
begin
  execute format('select coalesce(string_agg(right(thing_id::text, 1) || ''.'' || version, '' ''), '''') from (%s) q where thing = ''trial_report''', query) into answer;
  return answer;
end $$;

select pg_temp.wait_for((select max(xid::text::bigint)::text::xid8 from outbox where thing = 'trial_report')) \g /dev/null
select changes_horizon() as start \gset
\set batch 'select * from changes_after(%L, %L, %s, 100)'

select dblink_exec('early', 'begin') \g /dev/null
select xid as early from dblink('early', 'select pg_current_xact_id()::text') x(xid text) \gset
select dblink_exec('late', 'begin') \g /dev/null
select xid as late from dblink('late', 'select pg_current_xact_id()::text') x(xid text) \gset
select dblink_exec('late', 'update trial_reports set title = ''late'' where id = ' || quote_literal(:one)) \g /dev/null
select dblink_exec('early', 'update trial_reports set title = ''early'' where id = ' || quote_literal(:two)) \g /dev/null
select dblink_exec('late', 'commit') \g /dev/null
-- the later one is over, the earlier is not
select changes_horizon() as during \gset
insert into heard values
  ('told', 1, pg_temp.versions(format(:'batch', :'start', :'during', 0))),
  ('plain', 1, pg_temp.versions(format('select * from outbox where (xid, seq) > (%L::xid8, 0) order by xid, seq', :'start')));
select seq as plain_seq from outbox where xid = :'late' order by seq desc limit 1 \gset
select dblink_exec('early', 'update trial_reports set title = ''early'' where id = ' || quote_literal(:one)) \g /dev/null
select dblink_exec('early', 'commit') \g /dev/null
select pg_temp.wait_for(:'late') \g /dev/null
select changes_horizon() as finally \gset
insert into heard values
  ('told', 2, pg_temp.versions(format(:'batch', :'during', :'finally', 0))),
  ('told in ones', 2, (with recursive page as (
     select 0 as nth, null::text as told, 0::bigint as seq
     union all
     select p.nth + 1, right(c.thing_id::text, 1) || '.' || c.version, c.seq from page p, lateral changes_after(:'during', :'finally', p.seq, 1) c)
   select string_agg(told, ' ' order by nth) from page where told is not null)),
  ('plain', 2, pg_temp.versions(format('select * from outbox where (xid, seq) > (%L::xid8, %s) order by xid, seq', :'late', :'plain_seq'))),
  ('by number', 2, pg_temp.versions(format('select * from outbox where (xid, seq) > (%L::xid8, 0) and xid < %L::xid8 order by xid, seq', :'start', :'finally'))),
  ('nobody', 2, pg_temp.versions(format(:'batch', :'finally', :'finally', 0)));

-- ---- three: the one between is still running, while both others are over ----
select dblink_exec('early', 'begin') \g /dev/null
select xid as early3 from dblink('early', 'select pg_current_xact_id()::text') x(xid text) \gset
select dblink_exec('middle', 'begin') \g /dev/null
select xid as middle3 from dblink('middle', 'select pg_current_xact_id()::text') x(xid text) \gset
select dblink_exec('late', 'update trial_reports set title = ''later'' where id = ' || quote_literal(:one)) \g /dev/null
select dblink_exec('early', 'update trial_reports set title = ''earlier'' where id = ' || quote_literal(:one)) \g /dev/null
select dblink_exec('early', 'commit') \g /dev/null
select changes_horizon() as between \gset
insert into heard values
  ('told', 3, pg_temp.versions(format(:'batch', :'finally', :'between', 0))),
  ('by the oldest', 3, pg_temp.versions(format(:'batch', :'finally', :'middle3', 0)));
select dblink_exec('middle', 'commit') \g /dev/null
select pg_temp.wait_for((select max(xid::text::bigint)::text::xid8 from outbox where thing = 'trial_report')) \g /dev/null
select changes_horizon() as afterwards \gset
insert into heard values
  ('told', 4, pg_temp.versions(format(:'batch', :'between', :'afterwards', 0))),
  ('by the oldest', 4, pg_temp.versions(format(:'batch', :'middle3', :'afterwards', 0)));
select dblink_disconnect(name) from unnest('{early,middle,late}'::text[]) name \g /dev/null

begin;
\ir cast.psql
select plan(28);

select cmp_ok(:'early'::xid8, '<', :'late'::xid8, 'the transaction that ends later has the lower number');
select is((select told from heard where reader = 'told' and step = 1), '', 'while it runs, what came after it is not told yet');
select is((select told from heard where reader = 'told' and step = 2), '1.2 2.2 1.3', 'then everything is, each thing in its order');
select is((select told from heard where reader = 'told in ones'), '1.2 2.2 1.3', 'the same in pages of one');
select is((select told from heard where reader = 'nobody'), '', 'and nothing twice');
select is((select told from heard where reader = 'plain' and step = 1), '1.2', 'control: a reader by (xid, seq) from a plain position goes on');
select is((select told from heard where reader = 'plain' and step = 2), '', 'and never hears of the earlier transaction');
select is((select told from heard where reader = 'by number'), '2.2 1.3 1.2', 'control: by (xid, seq) below every running one the older version comes last');
select is((select told from heard where reader = 'told' and step = 3), '', 'while one between them is running, the lower one waits for the higher that came before it');
select is((select told from heard where reader = 'told' and step = 4), '1.4 1.5', 'then both are told in their order');
select is((select string_agg(told, ' ' order by step) from heard where reader = 'by the oldest'), '1.5 1.4', 'control: batches up to the oldest running transaction alone turn them round');

-- ---- what a reader may ask for is what is told ----
select is_empty($$select distinct change_type(o) from outbox o join things t using (thing) where t.address is not null and not is_change_type(change_type(o))$$, 'every type of the demo may be asked for');
select results_eq($$select w from unnest('{campaign.lunched,campaign.moved,comment,campain,campaign.}'::text[]) w where is_change_type(w)$$, $$select ''::text where false$$, 'and nothing else');

-- ---- of kinds that the demo has none of: beside cases, awards and campaigns of several units ----
set local session_replication_role = replica;
alter table reminders enable always trigger announced;
alter table consultations enable always trigger announced;
alter table award_copies enable always trigger announced;
alter table forwardings enable always trigger announced;
alter table publicity_lists enable always trigger announced;
alter table publicity_objections enable always trigger announced;
create temp table cases as select distinct on (unit_id) * from nominations where issuer_id <> unit_id order by unit_id, id;
insert into reminders(campaign_id, unit_id, issuer_id, obligation_ids, sent_at) select (select min(id::text)::uuid from campaigns), unit_id, issuer_id, '{}', now() from cases;
insert into consultations(nomination_id, unit_id, lead_unit_id, question, asked_on) select id, issuer_id, unit_id, 'Ý kiến', today() from cases;
insert into forwardings(nomination_id, unit_id, issuer_id, ordinal, level, body, sent_on) select id, unit_id, issuer_id, 99, 'province', 'Tỉnh', today() from cases;
insert into award_copies(award_id, unit_id, issuer_id, kind, asked_on) select distinct on (unit_id) id, unit_id, issuer_id, 'reissued_lost', today() from awards order by unit_id, id;
insert into publicity_lists(unit_id, title, published, state) select distinct on (c.issuer_id, p) c.issuer_id, 'Danh sách', p, case when p then 'published' else 'draft' end from cases c, unnest('{true,false}'::boolean[]) p order by 1, 3;
insert into publicity_objections(list_id, unit_id, lead_unit_id, text, received_at) select distinct on (c.unit_id) l.id, c.issuer_id, c.unit_id, 'Ý kiến', now() from cases c join publicity_lists l on l.unit_id = c.issuer_id order by c.unit_id;
set local session_replication_role = origin;

-- ---- who is told: two accounts of each role at each level ----
create temp table accounts as
select username, claims from (
  select u.username, pg_temp.claims(u.username) as claims, row_number() over (partition by n.level, a.role order by md5(u.username)) as nth
    from users u join assignments a on a.user_id = u.id join units n on n.id = a.unit_id
   where u.state = 'active' and a.unit_id = u.unit_id and a.valid_from <= today() and (a.valid_to is null or a.valid_to > today())
     and n.existence @> today() and (select count(*) from assignments b where b.user_id = u.id) = 1) x where nth <= 2;
create temp table told(account text, thing text, thing_id uuid);
create temp table readable(account text, thing text, thing_id uuid);
create temp table announced as select distinct o.thing, o.thing_id from outbox o join things t using (thing) where t.address is not null;
create temp table kinds as select thing, table_name, case thing when 'unit' then 'uid' else 'id' end as key from things where address is not null and thing <> 'trial_report';
grant select, insert on told, readable, announced, kinds to thidua_service;
create function pg_temp.look(who text, low xid8, high xid8, actions text[], into_what text) returns text language sql as $$
  select pg_temp.asked(a.claims, format($q$
    with rows as (insert into told select distinct %L, thing, thing_id from changes_after(%L, %L, 0, 10000000) where thing <> 'trial_report' and action = any (%L) returning 1) select count(*) from rows$q$, who, low, high, actions))
    from accounts a where a.username = who
$$;
create function pg_temp.read(who text) returns text language sql as $$
  select string_agg(pg_temp.asked(a.claims, format($q$
    with rows as (insert into readable select %L, %L, n.thing_id from announced n where n.thing = %L and exists (select from app.%I t where t.%I = n.thing_id) returning 1) select count(*) from rows$q$,
      who, k.thing, k.thing, k.table_name, k.key)), ' ')
    from accounts a, kinds k where a.username = who
$$;
select cmp_ok((select count(*)::int from accounts), '>', 20, 'there are accounts of all roles');
select is_empty($$select username, said from accounts, pg_temp.look(username, '0', (pg_current_xact_id()::text::bigint + 1)::text::xid8, '{created,changed,moved}', 'told') said where said !~ '^[0-9]+$'$$, 'everybody may ask');
select is_empty($$select username, said from accounts, pg_temp.read(username) said where said !~ '^[0-9 ]+$'$$, 'everybody may look');
select is_empty('select account, thing, count(*) from (select * from told except select * from readable) x group by 1, 2', 'nobody is told of what he may not read');
select is_empty('select account, thing, count(*) from (select * from readable except select * from told) x group by 1, 2', 'and everybody of all that he may');
select is_empty($$select thing from kinds where thing not in (select thing from told)$$, 'of every kind somebody is told');
select is_empty($$select thing from kinds k join things t using (thing) where t.gone <> 'all' and not exists (
  select from announced n, accounts a where n.thing = k.thing and not exists (select from told d where d.account = a.username and d.thing = n.thing and d.thing_id = n.thing_id))$$, 'and of every kind that is not for all somebody is not');
select is_empty($$select thing from told join things using (thing) where address is null$$, 'nothing is told of what has no address');

-- ---- of what is deleted: some of each kind that can be, in the states in which it can be, and a draft with all it holds ----
create temp table doomed(thing text, table_name text, thing_id uuid, state text);
grant select on doomed to thidua_service;
select id as draft from campaigns c where exists (select from ranking_methods where campaign_id = c.id) and exists (select from targets where campaign_id = c.id)
 order by exists (select from validation_rules where campaign_id = c.id) desc, id limit 1 \gset
do $$
declare
  kind record;
begin
  for kind in select k.thing, k.table_name, array_agg(r.state order by r.state) as states
                from kinds k join action_rules r using (thing) where r.action = 'delete' group by 1, 2 loop
    execute format('insert into doomed select %L, %L, id, ($1)[1 + row_number() over (order by md5(id::text)) %% cardinality($1)] from %I order by md5(id::text) limit 6', kind.thing, kind.table_name, kind.table_name)
      using kind.states;
  end loop;
end $$;
delete from doomed where thing = 'campaign';
insert into doomed select 'target', 'targets', id, state from targets where state = 'assigned' order by md5(id::text) limit 6;
insert into doomed values ('campaign', 'campaigns', :'draft', 'draft');
insert into doomed select 'indicator', 'indicators', id, '*' from indicators where campaign_id = :'draft' union all select 'target', 'targets', id, 'assigned' from targets where campaign_id = :'draft'
 union all select 'validation_rule', 'validation_rules', id, '*' from validation_rules where campaign_id = :'draft' union all select 'ranking_method', 'ranking_methods', id, '*' from ranking_methods where campaign_id = :'draft';
delete from doomed d using (select thing_id, min(ctid) as kept from doomed group by 1) f where d.thing_id = f.thing_id and d.ctid <> f.kept;
-- as such a thing stands before it goes; triggers and keys are out of the way meanwhile
set local session_replication_role = replica;
do $$
declare
  one record;
begin
  for one in select * from doomed where state <> '*' loop
    execute format('update %I set state = $1 where id = $2', one.table_name) using one.state, one.thing_id;
  end loop;
end $$;
update campaigns set published = false where id in (select thing_id from doomed);
update publicity_lists set published = false where id in (select thing_id from doomed);
update award_decisions set published = false where id in (select thing_id from doomed);
delete from document_links where document_id in (select thing_id from doomed) or thing_id in (select thing_id from doomed);
delete from initiative_uses where initiative_id in (select thing_id from doomed);
delete from reporters where campaign_id = :'draft';
set local session_replication_role = origin;
truncate told, readable, announced;
insert into announced select thing, thing_id from doomed;
select is_empty($$select username, said from accounts, pg_temp.read(username) said where said !~ '^[0-9 ]+$'$$, 'what can be deleted was read before');
do $$
declare
  one record;
begin
  for one in select distinct table_name from doomed loop
    execute format('alter table %I enable always trigger announced', one.table_name);
  end loop;
  set local session_replication_role = replica;
  for one in select * from doomed loop
    execute format('delete from %I where id = $1', one.table_name) using one.thing_id;
  end loop;
  set local session_replication_role = origin;
end $$;
select is((select count(*)::int from outbox where xid = pg_current_xact_id() and action = 'deleted' and thing_id in (select thing_id from doomed)), (select count(*)::int from doomed), 'each was announced');
select is_empty($$select username, said from accounts,
  pg_temp.look(username, pg_current_xact_id(), (pg_current_xact_id()::text::bigint + 1)::text::xid8, '{deleted}', 'told') said where said !~ '^[0-9]+$'$$, 'everybody may ask what has gone');
select is_empty('select account, thing, thing_id from (select * from told except select * from readable) x', 'nobody is told of the end of what he could not read');
-- who only sits in a council is not told that a session he would have been called to was given up
select is_empty($$select account, thing, thing_id from (select * from readable except select * from told) x where thing <> 'council_session' or account !~ '[.]council'$$, 'and everybody of all that he could');
select set_eq('select distinct thing from told', 'select distinct thing from doomed', 'of every kind that can be deleted');

-- ---- a service token is told what its scopes let it read ----
select set_config('app.actor_kind', 'service', true), set_config('app.scopes', '{exchange:read,campaigns:read,get_award,councils:read}', true) \g /dev/null
select set_eq('select thing from things t where kind_is_told(t)', $$select thing from things where address is not null and (tag = 'campaigns' or thing = 'award')$$, 'kinds within its scopes');
select set_config('app.actor_kind', '', true), set_config('app.scopes', '', true) \g /dev/null

select * from finish();
rollback;
