-- data.sql: reported values on the units of the demo, as years of work would leave them: campaigns of the province, 20
-- indicators each, reported by all its communes month by month. `reported` campaigns were reported on; of the `drafted` ones
-- after them the first half of the months is approved and every other report a whole draft, to be submitted by the bench.
-- Figures grow from month to month and are alike among communes, so that a draft has a history and peers and nothing is
-- wrong with it. Without settings 40 and 12 of ten months, a million values; with `months` the years before are there too.
-- Ids are made of numbers, so that a load generator can make them too. Loaded by a superuser, triggers off.
\set ON_ERROR_STOP on
\if :{?reported}
\else
\set reported 40
\set drafted 12
\set months 10
\endif
select :reported + :drafted as campaigns, (date '2025-05-14' - make_interval(months => :months - 1))::date as first_month \gset
begin;
set local search_path = app, extensions, pg_temp;
set local session_replication_role = replica;
set local work_mem = '256MB';

create schema bench;
create function bench.id(kind int, number bigint) returns uuid language sql immutable parallel safe as $$
  select ('01900000-' || lpad(kind::text, 4, '0') || '-7000-8000-' || lpad(number::text, 12, '0'))::uuid
$$;

-- ---- who reports: the communes of a day in 2025, numbered, each with a reporter; reviewers of city and province read, its leader publishes ----
create table bench.communes as
  select row_number() over (order by u.id) as n, u.id, u.uid
    from unit_tree t join units u on u.id = t.unit_id
   where t.ancestor_id = unit_named('code:tinh-kon-tum@2025-06-15') and t.valid_from <= '2025-06-15' and t.valid_to > '2025-06-15'
     and u.kind in ('commune', 'ward', 'township');

insert into users(id, unit_id, username, display_name, created_at, changed_at)
  select bench.id(1, n), id, 'bench-' || n, 'Cán bộ báo cáo số ' || n, now(), now() from bench.communes
  union all select bench.id(1, 1000), unit_named('code:thanh-pho-kon-tum@2025-06-15'), 'bench-reviewer', 'Cán bộ thẩm định', now(), now()
  union all select bench.id(1, 1001), unit_named('code:tinh-kon-tum@2025-06-15'), 'bench-province', 'Cán bộ tổng hợp', now(), now()
  union all select bench.id(1, 1002), unit_named('code:tinh-kon-tum@2025-06-15'), 'bench-leader', 'Lãnh đạo tỉnh', now(), now();
insert into assignments(id, user_id, unit_id, role, valid_from, created_at, changed_at)
  select bench.id(2, n), bench.id(1, n), id, 'reporter', date '2020-01-01', now(), now() from bench.communes
  union all select bench.id(2, 1000), bench.id(1, 1000), unit_named('code:thanh-pho-kon-tum@2025-06-15'), 'reviewer', date '2020-01-01', now(), now()
  union all select bench.id(2, 1001), bench.id(1, 1001), unit_named('code:tinh-kon-tum@2025-06-15'), 'reviewer', date '2020-01-01', now(), now()
  union all select bench.id(2, 1002), bench.id(1, 1002), unit_named('code:tinh-kon-tum@2025-06-15'), 'leader', date '2020-01-01', now(), now();

-- ---- what was launched ----
create table bench.periods as
  select row_number() over (order by due.ends_on) as n, due.code, due.due_on, due.ends_on
    from (select distinct p.code from periods p where p.kind = 'month' and p.ends_on between :'first_month' and '2025-05-31') p cross join lateral period_of(p.code, null) due;

insert into campaigns(id, unit_id, level, code, title, theme, method, kind, year, starts_on, ends_on, issued_on, document_number, signer, legal_bases, content_items,
                      participants, duties, recipients, report_periods, published, state, created_by, created_at, changed_by, changed_at)
  select bench.id(3, c), unit_named('code:tinh-kon-tum@2025-06-15'), 'province', 'BENCH-' || c,
         'Phong trào thi đua số ' || c || ' của Ủy ban nhân dân tỉnh', 'Đoàn kết, sáng tạo, thi đua hoàn thành thắng lợi nhiệm vụ năm 2025', 'regular', 'movement', 2025,
         (:'first_month'::date - 30), '2025-12-31', (:'first_month'::date - 44), c || '/KH-UBND', '{"name":"Nguyễn Văn A","position":"Chủ tịch","capacity":"TM"}',
         (select jsonb_agg(jsonb_build_object('number', '0' || l || '/2024/QĐ-UBND', 'type', 'decision', 'subject', 'Quy định về công tác thi đua, khen thưởng trên địa bàn tỉnh', 'relation', 'basis'))
            from generate_series(1, 3) l),
         (select jsonb_agg(jsonb_build_object('key', 'III.' || k, 'ordinal', k, 'heading', 'Nhiệm vụ trọng tâm số ' || k, 'field', 'economy',
                   'text', repeat('Đẩy mạnh các phong trào thi đua gắn với nhiệm vụ chính trị của địa phương. ', 3))) from generate_series(1, 6) k),
         '[{"group":"Cán bộ, công chức, viên chức, người lao động","unit":null,"description":"trên địa bàn tỉnh"}]',
         (select jsonb_agg(jsonb_build_object('ordinal', d, 'actor', 'Ủy ban nhân dân xã', 'unit', null, 'text', 'Tổ chức thực hiện, báo cáo kết quả hằng tháng.', 'source_ref', 'IV.' || d)) from generate_series(1, 4) d),
         '[]', array(select code from bench.periods order by n), true, 'launched',
         bench.id(1, 1000), '2024-07-01'::timestamptz + c * interval '1 hour', bench.id(1, 1000), '2024-07-02'::timestamptz + c * interval '1 hour'
    from generate_series(1, :campaigns) c;

insert into indicators(id, campaign_id, unit_id, code, ordinal, source_ref, field, name, definition_note, quote, value_type, unit_of_measure, decimals, comparator, target_value,
                       due_date, accumulation, reporters, created_at, changed_at)
  select bench.id(4, c * 100 + i), bench.id(3, c), unit_named('code:tinh-kon-tum@2025-06-15'), 'B' || c || '-' || i, i, 'II.' || i, 'economy',
         'Chỉ tiêu thi đua số ' || i || ' về phát triển kinh tế - xã hội của xã, phường, thị trấn', 'Cách tính: theo số liệu của cơ quan thống kê.',
         'phấn đấu hoàn thành chỉ tiêu được giao trong năm', case when i % 3 = 0 then 'percent' else 'number' end, case when i % 3 = 0 then '%' else 'hộ' end, i % 3, 'gte', i * 1000,
         '2025-12-31', case when i % 3 = 0 then 'level' else 'cumulative' end, '[{"level":"commune"}]', now(), now()
    from generate_series(1, :campaigns) c, generate_series(1, 20) i;

insert into reporters(indicator_id, unit_id, campaign_id, issuer_id)
  select bench.id(4, c * 100 + i), k.id, bench.id(3, c), unit_named('code:tinh-kon-tum@2025-06-15')
    from generate_series(1, :campaigns) c, generate_series(1, 20) i, bench.communes k;

-- Every commune has its own target of every indicator, by which rankings measure it.
insert into targets(indicator_id, campaign_id, unit_id, issuer_id, target_value, valid_from, created_at, changed_at)
  select bench.id(4, c * 100 + i), bench.id(3, c), k.id, unit_named('code:tinh-kon-tum@2025-06-15'), case when i % 3 = 0 then 80 else i * (120 + k.n % 30) end,
         (:'first_month'::date - 30), now(), now()
    from generate_series(1, :campaigns) c, generate_series(1, 20) i, bench.communes k;

insert into obligations(campaign_id, unit_id, issuer_id, kind, period, closes_on, due_on, created_at, changed_at)
  select bench.id(3, c), k.id, unit_named('code:tinh-kon-tum@2025-06-15'), 'report', p.code, p.ends_on, p.due_on, now(), now()
    from generate_series(1, :campaigns) c, bench.communes k, bench.periods p;

-- ---- what was reported: of a hundred reports 70 are approved, 10 verified, 12 submitted, 3 returned, 5 drafts ----
create table bench.reports as
  select c * 100000 + p.n * 1000 + k.n as n, bench.id(5, c * 100000 + p.n * 1000 + k.n) as id, c, k.id as unit_id, k.n as commune, p.n as month, p.code as period, p.due_on,
         case when c > :reported then case when p.n <= :months / 2 then 'approved' else 'draft' end
              when chance < 70 then 'approved' when chance < 80 then 'verified' when chance < 92 then 'submitted' when chance < 95 then 'returned' else 'draft' end as state,
         p.ends_on::timestamptz + make_interval(mins => chance2) as at
    from generate_series(1, :campaigns) c cross join bench.communes k cross join bench.periods p
   cross join lateral (select abs(hashint4(c * 100000 + p.n::int * 1000 + k.n::int)) % 100 as chance, abs(hashint4(7 * (c * 100000 + p.n::int * 1000 + k.n::int))) % 10000 as chance2) r;

insert into submissions(id, campaign_id, unit_id, issuer_id, period, state, official_edition, submitted_by, submitted_at, verified_by, approved_by, due_on, version,
                        created_by, created_at, changed_by, changed_at)
  select id, bench.id(3, c), unit_id, unit_named('code:tinh-kon-tum@2025-06-15'), period, state, case state when 'approved' then 1 end,
         case when state <> 'draft' then bench.id(1, commune) end, case when state <> 'draft' then at end,
         case when state in ('verified', 'approved') then bench.id(1, 1000) end, case when state = 'approved' then bench.id(1, 1000) end, due_on,
         case state when 'draft' then 1 when 'submitted' then 2 when 'approved' then 4 else 3 end, bench.id(1, commune), at - interval '1 day', bench.id(1, commune), at
    from bench.reports order by n;

insert into submission_values(submission_id, indicator_id, unit_id, value)
  select id, bench.id(4, c * 100 + i), unit_id, case when i % 3 = 0 then 60 + (commune * 7 + i) % 20 + month % 10 else (month + 2) * i * (8 + (commune * 7 + i) % 5) end
    from bench.reports, generate_series(1, 20) i order by n, i;

insert into submission_editions(submission_id, edition, unit_id, content, submitted_by, submitted_at, outcome)
  select id, 1, unit_id, '{"values":{},"narratives":{}}', bench.id(1, commune), at, case when state in ('approved', 'returned') then state end
    from bench.reports where state <> 'draft' order by n;

insert into moves(thing, thing_id, from_state, to_state, unit_id, issuer_id, actor_id, actor_kind, actor_unit_id, actor_role, thing_version, moved_at, recorded_at)
  select 'submission', id, 'draft', 'submitted', unit_id, unit_named('code:tinh-kon-tum@2025-06-15'), bench.id(1, commune), 'person', unit_id, 'reporter', 2, at, at
    from bench.reports where state <> 'draft' order by n;

insert into official_values(indicator_id, period, unit_id, value, status, submission_id, edition, source, since)
  select v.indicator_id, r.period, r.unit_id, v.value, v.status, r.id, 1, v.source, r.at
    from bench.reports r join submission_values v on v.submission_id = r.id where r.state = 'approved';

-- ---- drafts to submit, in an order that spreads over communes and campaigns, and the claims of who submits ----
create table bench.drafts as
  select row_number() over (order by hashint8(r.n)) as n, r.id, r.commune,
         jsonb_build_object('user', bench.id(1, r.commune), 'unit', k.uid, 'level', 'commune', 'roles', '{reporter}'::text[], 'epoch', 1, 'operation', 'move_submission',
                            'language', 'vi', 'request_id', r.id)::text as claims
    from bench.reports r join bench.communes k on k.n = r.commune where r.c > :reported and r.state = 'draft';
alter table bench.drafts add primary key (n);
create unique index on bench.drafts (id);
drop table bench.reports;
grant usage on schema bench to thidua_service;
grant select on bench.drafts to thidua_service;
commit;
vacuum analyze;
