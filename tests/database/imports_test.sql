-- Imports behind row policies alone: the checks that the service makes for them out of the way, a file still writes nothing that
-- belongs to somebody else. And the scopes that importing asks of another system.
begin;
\ir cast.psql
select plan(32);

-- ---- holds: a role without its scope is none, and says so: null would pass wherever "not holds(…)" is asked ----
insert into service_tokens(id, unit_id, name, scopes, roles, given_by, expires_at)
select ('00000000-0000-7000-8000-0000000000c' || n)::uuid, pg_temp.id_of('t-tp'), 'Phần mềm báo cáo', scopes, '{reviewer}', id, now() + interval '1 day'
  from users, (values (1, '{exchange:write}'::text[]), (2, '{exchange:write,reports:write}'), (3, '{exchange:write,create_campaign}')) s(n, scopes) where username = 't-tp.reviewer';
create function pg_temp.by_token(n int, question text) returns text language sql as $$
  select pg_temp.asked(jsonb_build_object('service', true, 'token', '00000000-0000-7000-8000-0000000000c' || n), question)
$$;
select is(pg_temp.by_token(1, $$select holds('reviewer', 'reports', 'write')$$), 'false', 'without the scope it is no role');
select is(pg_temp.by_token(2, $$select holds('reviewer', 'reports', 'write')$$), 'true', 'with it it is');
select is(pg_temp.by_token(2, $$select holds('reporter', 'reports', 'write')$$), 'false', 'the giver had no other');
select is(pg_temp.asked('t-tp.reviewer', $$select holds('leader', 'reports', 'write')$$), 'false', 'nor has a person');
select is(pg_temp.by_token(1, $$select check_import_type('campaigns', null, null)$$), 'PT403 scope_missing', 'a token that may import and no more drafts no campaign');
select is(pg_temp.told() -> 'params' ->> 'tag', 'campaigns', 'and is told what it lacks');
select is(pg_temp.by_token(3, $$select check_import_type('campaigns', null, null)$$), '', 'one that may draft a campaign by hand may so by a file');
select is(pg_temp.by_token(3, $$select check_import_type('units', null, null)$$), 'PT403 role_not_allowed', 'what administrators do no token does');

-- ---- the cast: the city of the demo, a commune of it, its sibling, and the district beside it ----
select id as launched, unit_id as city from campaigns where code = 'KT-2025' \gset
select pg_temp.asked(pg_temp.claims('thanh-pho-kon-tum.reviewer'), $$select new_campaign('{"code": "NB-VACH", "title": "Phong trào của thành phố", "kind": "plan"}')$$) as draft \gset
select pg_temp.asked(pg_temp.claims('thanh-pho-kon-tum.reviewer'), format($$select n from new_indicators(%L, '{"items": [{"code": "NB-VACH-1", "name": "Số hộ", "field": "economy", "value_type": "number", "comparator": "gte", "target_value": 5, "reporters": [{"level": "commune"}]}]}') n$$, :'draft')) as indicator \gset
select pg_temp.asked(pg_temp.claims('xa-doan-ket.reporter'), $$select new_proposal('{"title": "Hồ sơ của xã Đoàn Kết", "reason": "ad_hoc"}')$$) as proposal \gset
select o.period as period, i.code as reported, p.unit_id as commune from obligations o join reporters p on p.campaign_id = o.campaign_id and p.unit_id = o.unit_id join indicators i on i.id = p.indicator_id
  left join submissions s on s.campaign_id = o.campaign_id and s.unit_id = o.unit_id and s.period = o.period
 where o.campaign_id = :'launched' and o.kind = 'report' and o.unit_id = unit_named('code:xa-hoa-binh') and i.value_type = 'number' and i.formula is null and i.rollup = 'sum' and coalesce(s.state, 'draft') = 'draft'
 order by o.period desc, i.ordinal limit 1 \gset

-- ---- the checks, out of the way ----
create or replace function app.guard(guarded text, guarded_id uuid, if_match text, action text) returns int language sql as 'select 1';
create or replace function app.report_doors(campaign uuid, units int[], periods text[]) returns setof app.report_door language sql stable security definer set search_path = app, pg_temp as $$
  select a.unit, a.period, s.id, o.closes_on, null::text[], null::jsonb
    from unnest(units, periods) a(unit, period) left join obligations o on o.campaign_id = $1 and o.unit_id = a.unit and o.period = a.period and o.kind = 'report'
    left join submissions s on s.campaign_id = $1 and s.unit_id = a.unit and s.period = a.period
$$;

-- All that the files below speak of, and whether one wrote any of it.
select set_config('test.draft', :'draft', true), set_config('test.proposal', :'proposal', true), set_config('test.commune', :'commune', true), set_config('test.launched', :'launched', true) \g /dev/null
create function pg_temp.all_of_it() returns text language plpgsql as $$
declare
  draft uuid := current_setting('test.draft');
  proposal uuid := current_setting('test.proposal');
begin
  return (select md5(string_agg(x.row, '|' order by x.row)) from (
    select to_jsonb(c)::text from campaigns c where c.id = draft or c.code like 'NB-VACH%'
    union all select to_jsonb(i)::text from indicators i where i.campaign_id = draft
    union all select to_jsonb(t)::text from targets t where t.campaign_id = draft
    union all select to_jsonb(s)::text || (select coalesce(string_agg(to_jsonb(v)::text, '|' order by v.indicator_id), '') from submission_values v where v.submission_id = s.id)
      from submissions s where s.campaign_id = current_setting('test.launched')::uuid and s.unit_id = current_setting('test.commune')::int
    union all select to_jsonb(p)::text from proposals p where p.id = proposal
    union all select to_jsonb(n)::text from nominations n where n.proposal_id = proposal) x(row));
end $$;
create function pg_temp.wrote(account text, type text, campaign uuid, proposal uuid, match text, items jsonb) returns text language plpgsql as $$
declare
  before text := pg_temp.all_of_it();
  import uuid;
begin
  insert into imports(unit_id, type, campaign_id, proposal_id, mode, atomic, match, on_exists, result, format, size, sha256, rows_read, created, updated, unchanged, rejected)
  select u.unit_id, type, campaign, proposal, 'commit', 'none', match, 'update', 'running', 'json', 1, repeat('0', 64), 0, 0, 0, 0, 0 from users u where u.username = account returning id into import;
  perform set_config('test.answer', pg_temp.asked(pg_temp.claims(account), format('select import_batch(%L, %L, %L, true)', import, jsonb_build_object('items', items), '{}')), true);
  return case when pg_temp.all_of_it() = before then 'nothing' else 'something' end;
end $$;
create function pg_temp.answered() returns text language sql as $$ select current_setting('test.answer', true) $$;

-- ---- indicators and the parts of units ----
create temp table file(name text primary key, items jsonb);
insert into file values
  ('indicator', '[{"code": "NB-VACH-2", "name": "Số xã", "field": "economy", "value_type": "number"}]'),
  ('change', '[{"code": "NB-VACH-1", "name": "Tên khác", "field": "economy", "value_type": "number"}]'),
  ('parts', '[{"code": "NB-VACH-1", "name": "Số hộ", "field": "economy", "value_type": "number", "targets": {"code:xa-hoa-binh": 5}}]'),
  ('campaign', jsonb_build_array(jsonb_build_object('id', :'draft', 'code', 'NB-VACH', 'title', 'Tên khác', 'kind', 'plan'))),
  ('whole', jsonb_build_array(jsonb_build_object('id', :'draft', 'code', 'NB-VACH', 'title', 'Phong trào của thành phố', 'kind', 'plan', 'indicators',
              '[{"code": "NB-VACH-3", "name": "Số trường", "field": "economy", "value_type": "number"}]'::jsonb))),
  ('targets', jsonb_build_array(jsonb_build_object('indicator', 'code:NB-VACH-1', 'unit', 'code:xa-doan-ket', 'target_value', 7))),
  ('value', jsonb_build_array(jsonb_build_object('indicator', 'code:' || :'reported', 'unit', 'code:xa-hoa-binh', 'period', :'period', 'value', 12345))),
  ('proposal', jsonb_build_array(jsonb_build_object('id', :'proposal', 'title', 'Tên khác', 'reason', 'ad_hoc'))),
  ('nominee', '[{"new_honouree": {"kind": "individual", "name": "Y Vách Tường"}, "award_type": "GK_X", "achievement": "Thành tích"}]');
create function pg_temp.wrote(account text, type text, campaign uuid, proposal uuid, match text, name text) returns text language sql as $$
  select pg_temp.wrote(account, type, campaign, proposal, match, (select f.items from file f where f.name = $6))
$$;

select is(pg_temp.wrote(account, 'indicators', :'draft', null, 'code', name), 'nothing', format('%s puts no %s into the draft of the city', account, name))
  from unnest('{huyen-kon-plong.reviewer,xa-doan-ket.reporter}'::text[]) account, unnest('{indicator,change,parts}'::text[]) name;
select is(pg_temp.wrote('thanh-pho-kon-tum.reviewer', 'indicators', :'draft', null, 'code', name), 'something', format('the city puts %s there', name))
  from unnest('{indicator,change,parts}'::text[]) name;

-- ---- campaigns, with what stands beneath them ----
select is(pg_temp.wrote('huyen-kon-plong.reviewer', 'campaigns', null, null, 'id', name), 'nothing', format('the district beside it changes no %s', name)) from unnest('{campaign,whole}'::text[]) name;
select is(pg_temp.wrote('thanh-pho-kon-tum.reviewer', 'campaigns', null, null, 'id', name), 'something', format('the city changes its %s', name)) from unnest('{whole,campaign}'::text[]) name;

-- ---- targets ----
select is(pg_temp.wrote(account, 'targets', :'draft', null, 'code', 'targets'), 'nothing', account || ' gives no unit a target of the city') from unnest('{huyen-kon-plong.reviewer,xa-doan-ket.reporter}'::text[]) account;
select is(pg_temp.wrote('thanh-pho-kon-tum.reviewer', 'targets', :'draft', null, 'code', 'targets'), 'something', 'the city does');

-- ---- values of another unit ----
select is(pg_temp.wrote(account, 'values', :'launched', null, 'code', 'value'), 'nothing', account || ' writes no value of another unit')
  from unnest('{huyen-kon-plong.reviewer,xa-doan-ket.reporter,thanh-pho-kon-tum.leader}'::text[]) account;
select is(pg_temp.wrote('xa-hoa-binh.reporter', 'values', :'launched', null, 'code', 'value'), 'something', 'the unit itself does');

-- ---- proposals and nominees ----
select is(pg_temp.wrote('xa-hoa-binh.reporter', 'proposals', null, null, 'id', 'proposal'), 'nothing', 'a sibling changes no proposal');
select is(pg_temp.wrote('xa-doan-ket.reporter', 'proposals', null, null, 'id', 'proposal'), 'something', 'its own unit does');
select is(pg_temp.wrote('xa-hoa-binh.reporter', 'nominations', null, :'proposal', 'code', 'nominee'), 'nothing', 'a sibling nominates nobody in it');
select is(pg_temp.wrote('xa-doan-ket.reporter', 'nominations', null, :'proposal', 'code', 'nominee'), 'something', 'its own unit does');

select * from finish();
rollback;
