-- Roll-ups: which reported periods make another, whose figures count where, kinds of roll-up, other structures, what was known
-- when, and formulas. Figures are set as the engine leaves them after an approval.
begin;
\ir cast.psql
select plan(62);

-- ---- periods ----
select results_eq($$select code, gap from tiling_of(int4range(1, 13), '{Q1,Q2,Q3,Q4,M01}', array[int4range(1,4),int4range(4,7),int4range(7,10),int4range(10,13),int4range(1,2)])$$,
  $$values ('Q1', false), ('Q2', false), ('Q3', false), ('Q4', false)$$, 'a year is tiled by its quarters');
select results_eq($$select code, gap from tiling_of(int4range(1, 7), '{5M,Q2}', array[int4range(1,6),int4range(4,7)])$$,
  $$values ('5M', false), ('0-M06', true)$$, 'what overlaps is not taken twice: the fewest months stay open');
select is(months_covered('2025-6M', null, null), int4range(24301, 24307), 'six months');
select is(months_covered('2025-H2', null, null), int4range(24307, 24313), 'the second half-year');
select is(months_covered('full', '2022-10-15', '2023-01-15'), int4range(24274, 24278), 'a campaign from October to January');

insert into campaigns(unit_id, code, title, kind, starts_on, ends_on, report_periods, state) values
  (pg_temp.id_of('t-kon-tum'), 'G-2025', 'Phong trào tổng hợp', 'plan', '2025-01-01', '2025-12-31', '{2025-M01,2025-M02,2025-M03,2025-M04,2025-M05,2025-6M}', 'draft');
select id as campaign from campaigns where code = 'G-2025' \gset
create function pg_temp.parts(asked text, wanted text) returns text language sql as $$
  select string_agg(format('%s %s', part, period), ', ' order by part, period) from campaigns c, period_parts(c, array[asked]) p where c.code = 'G-2025' and coalesce(p.accumulation, wanted) = wanted
$$;
select is(pg_temp.parts('2025-M03', 'periodic'), 'own 2025-M03', 'a period that is reported is itself');
select is(pg_temp.parts('2025-Q1', 'periodic'), 'piece 2025-M01, piece 2025-M02, piece 2025-M03', 'a quarter is the sum of its months');
select is(pg_temp.parts('2025-Q2', 'periodic'), 'gap 2025-M06, piece 2025-M04, piece 2025-M05', 'June alone is reported by nobody');
select is(pg_temp.parts('2025-Q2', 'cumulative'), 'before 2025-M03, last 2025-6M, last 2025-M04, last 2025-M05', 'a running total less what stood before');
select is(pg_temp.parts('2025-Q1', 'cumulative'), 'last 2025-M01, last 2025-M02, last 2025-M03', 'nothing stood before the first quarter');
select is(pg_temp.parts('2025-Q2', 'level'), 'last 2025-6M, last 2025-M04, last 2025-M05', 'a level is the last word');
select is(pg_temp.parts('2024', 'level'), null, 'nothing of another year');

-- ---- a campaign of the province with a kind of roll-up each ----
insert into indicators(campaign_id, unit_id, code, ordinal, field, name, value_type, unit_of_measure, comparator, target_value, accumulation, rollup, decimals, reporters, formula)
select :'campaign', pg_temp.id_of('t-kon-tum'), code, ordinal, 'economy', 'Chỉ tiêu ' || code, type, case when type = 'ratio' then '%' end, 'gte', 1000, accumulation, rollup, 2, reporters::jsonb, formula from (values
  ('SUM',  1, 'number', 'cumulative', 'sum', '[{"level":"commune"}]', null), ('FLOW', 2, 'number', 'periodic', 'sum', '[{"level":"commune"}]', null),
  ('RATE', 3, 'ratio', 'level', 'ratio', '[{"level":"commune"}]', null), ('MEAN', 4, 'number', 'level', 'mean', '[{"level":"commune"}]', null),
  ('WM',   5, 'number', 'level', 'weighted_mean', '[{"level":"commune"}]', null), ('LAST', 6, 'number', 'level', 'last', '[{"level":"commune"}]', null),
  ('MIN',  7, 'number', 'level', 'min', '[{"level":"commune"}]', null), ('MAX', 8, 'number', 'level', 'max', '[{"level":"commune"}]', null),
  ('NONE', 9, 'number', 'level', 'none', '[{"level":"commune"}]', null), ('F-1', 10, 'number', 'level', 'none', '[]', 'SUM / (MAX - MIN) + 2 * min(MEAN, 100)'),
  ('F-2', 11, 'number', 'level', 'none', '[]', '[F-1] / (MIN - MIN)'), ('PCT', 12, 'percent', 'periodic', 'mean', '[{"level":"commune"}]', null)) v(code, ordinal, type, accumulation, rollup, reporters, formula);
update campaigns set state = 'proposed' where id = :'campaign';
select is(pg_temp.asked('t-kon-tum.leader', format($$select to_state from make_move('campaign', %L, '{"to":"launched","details":{"number":"2/KH-UBND","issued_on":"2025-01-02"}}')$$, :'campaign')), 'launched', 'launched');

create function pg_temp.official(indicator text, asked text, slug text, v numeric, n numeric default null, d numeric default null, said text default 'reported', at timestamptz default '2025-05-01') returns void language plpgsql as $$
declare
  report uuid;
begin
  select id into report from submissions s where s.campaign_id = (select id from campaigns where code = 'G-2025') and s.unit_id = pg_temp.id_of(slug) and s.period = asked;
  if report is null then
    insert into submissions(campaign_id, unit_id, period) values ((select id from campaigns where code = 'G-2025'), pg_temp.id_of(slug), asked) returning id into report;
  end if;
  insert into official_values(indicator_id, period, unit_id, value, numerator, denominator, status, submission_id, edition, source, since)
  select i.id, asked, pg_temp.id_of(slug), v, n, d, said, report, 1, 'typed', at from indicators i where i.code = indicator and i.campaign_id = (select id from campaigns where code = 'G-2025')
  on conflict (indicator_id, period, unit_id) do update set (value, numerator, denominator, status, since, edition) = (excluded.value, excluded.numerator, excluded.denominator, excluded.status, excluded.since, official_values.edition + 1);
end $$;
create function pg_temp.figure(indicator text, asked text, slug text default 't-kon-tum', options jsonb default '{}', rows text default 'total') returns text language sql as $$
  select string_agg(concat_ws(' ', case when rows <> 'total' then unit_code_on(f.unit_id, coalesce((options ->> 'structure_date')::date, '2025-06-01')) end, coalesce(f.value::text, '–'), f.reported || '/' || f.expected_reports,
                              nullif(array_to_string(f.missing_periods, ','), ''), case when not f.exact then 'ước' end), '; ' order by unit_code_on(f.unit_id, coalesce((options ->> 'structure_date')::date, '2025-06-01')))
    from figures_of((select id from campaigns where code = 'G-2025'), pg_temp.id_of(slug), rows, array[asked], (select id from indicators where code = indicator and campaign_id = (select id from campaigns where code = 'G-2025')), options) f
$$;
select pg_temp.official('SUM', p, u, v) from (values ('2025-M01','t-doan-ket',10), ('2025-M02','t-doan-ket',20), ('2025-M03','t-doan-ket',30), ('2025-M01','t-hoa-binh',1), ('2025-M03','t-hoa-binh',3), ('2025-M05','t-hoa-binh',5),
  ('2025-M03','t-hieu',100), ('2025-M05','t-hieu',150), ('2025-M03','t-po-e',7), ('2025-M05','t-po-e',8), ('2025-M05','t-doan-ket',50), ('2025-M03','t-mang-den',0), ('2025-M05','t-mang-den',2)) x(p, u, v) \g /dev/null
select pg_temp.official('FLOW', p, u, v) from (values ('2025-M01','t-doan-ket',1), ('2025-M02','t-doan-ket',2), ('2025-M03','t-doan-ket',3), ('2025-M01','t-hoa-binh',10), ('2025-M03','t-hoa-binh',30)) x(p, u, v) \g /dev/null
select pg_temp.official('RATE', '2025-M05', u, round(100.0 * n / d, 2), n, d) from (values ('t-doan-ket',1,2), ('t-hoa-binh',2,2), ('t-hieu',0,6)) x(u, n, d) \g /dev/null
select pg_temp.official(i, '2025-M05', u, v) from unnest('{MEAN,LAST,MIN,MAX}'::text[]) i, (values ('t-doan-ket',1.5), ('t-hoa-binh',4), ('t-hieu',9.1)) x(u, v) \g /dev/null
select pg_temp.official('LAST', '2025-M05', 't-hoa-binh', 4, at => '2025-05-30') \g /dev/null
select pg_temp.official('WM', '2025-M05', u, v, null, d) from (values ('t-doan-ket',10,1), ('t-hoa-binh',20,3), ('t-hieu',50,4)) x(u, v, d) \g /dev/null
select pg_temp.official('NONE', '2025-M05', 't-hieu', 9) \g /dev/null

select is(pg_temp.figure('SUM', '2025-M03'), '140 5/5', 'a sum');
select is(pg_temp.figure('SUM', '2025-M03', 't-tp'), '33 2/2', 'below a city');
select is(pg_temp.figure('RATE', '2025-M05'), '30 3/5', 'numerators over denominators, never a mean of shares');
select is(pg_temp.figure('MEAN', '2025-M05'), '4.87 3/5', 'a mean');
select is(pg_temp.figure('WM', '2025-M05'), '33.75 3/5', 'a mean by weights');
select is(pg_temp.figure('LAST', '2025-M05'), '4 3/5', 'the last word');
select is(pg_temp.figure('MIN', '2025-M05'), '1.5 3/5', 'the lowest');
select is(pg_temp.figure('MAX', '2025-M05'), '9.1 3/5', 'the highest');
select is(pg_temp.figure('NONE', '2025-M05'), '9 1/5', 'a single figure is itself');
select pg_temp.official('NONE', '2025-M05', 't-po-e', 3) \g /dev/null
select is(pg_temp.figure('NONE', '2025-M05'), '– 2/5', 'two of them make no third');

-- ---- periods of figures ----
select is(pg_temp.figure('FLOW', '2025-Q1', 't-tp'), '46 1/2 2025-M02', 'a sum of months says which one is missing');
select pg_temp.official('FLOW', '2025-M02', 't-hoa-binh', 20) \g /dev/null
select is(pg_temp.figure('FLOW', '2025-Q1', 't-tp'), '66 2/2', 'and is whole with it, at once');
select is(pg_temp.figure('SUM', '2025-Q1'), '140 5/5', 'a running total of a quarter is its last word');
select is(pg_temp.figure('SUM', '2025-M04', 't-tp'), '– 0/2', 'what is reported itself is not derived');
select is(pg_temp.figure('SUM', '2025-Q2', 't-kon-plong'), '53 3/3', 'later ones are the difference: 160 less 107');
select is(pg_temp.figure('SUM', '2025-Q2', 't-kon-tum', '{}', 'unit'), 't23302 20 1/1; t23317 2 1/1; t23473 2 1/1; t23476 50 1/1; t23479 1 1/1', 'unit by unit');
select is(pg_temp.figure('SUM', '2025'), '215 5/5', 'a year so far');
select is(pg_temp.figure('MEAN', '2025-Q2', 't-tp'), '2.75 2/2', 'a level of a quarter is its last word');
select pg_temp.official('PCT', p, 't-hieu', v) from (values ('2025-M01', 10), ('2025-M02', 20), ('2025-M03', 30)) x(p, v) \g /dev/null
select is((select reason from figures_of(:'campaign', pg_temp.id_of('t-hieu'), 'total', '{2025-Q1}', (select id from indicators where code = 'PCT' and campaign_id = :'campaign'))), 'not_additive', 'shares of months make no share of a quarter');

-- ---- by level and by group ----
select is(pg_temp.figure('SUM', '2025-M03', 't-kon-tum', '{"level":"district"}', 'unit'), 't608 33 2/2; t613 107 3/3', 'a province by its districts');
insert into unit_groups(unit_id, kind, code, name) values (pg_temp.id_of('t-kon-tum'), 'remote', 'VSX', 'Xã vùng sâu, vùng xa') returning id as remote \gset
insert into unit_group_members(group_id, member_id, valid) values (:'remote', pg_temp.id_of('t-hieu'), '[2020-01-01,)'), (:'remote', pg_temp.id_of('t-doan-ket'), '[2025-03-01,)'), (:'remote', pg_temp.id_of('t-po-e'), '[2020-01-01,2025-01-01)');
select is(pg_temp.figure('SUM', '2025-M03', 't-kon-tum', '{}', 'group'), 't62 130 2/2', 'members of the day');
select is(pg_temp.figure('SUM', '2025-M01', 't-kon-tum', '{}', 'group'), 't62 – 0/1', 'not those of another day');
select is(pg_temp.figure('SUM', '2025-M03', 't-kon-tum', jsonb_build_object('group', :'remote'), 'unit'), 't23302 30 1/1; t23476 100 1/1', 'the members one by one');

-- ---- formulas ----
select is(pg_temp.figure('F-1', '2025-M05'), (215 / 7.6 + 2 * 4.866667)::numeric(20,6)::text || ' 3/5', 'computed from what is rolled up, as complete as its operands');
select is((select value || ' ' || (sources ->> 'computed') from figures_of(:'campaign', pg_temp.id_of('t-hieu'), 'total', '{2025-M05}', (select id from indicators where code = 'F-1' and campaign_id = :'campaign'))), null, 'nothing is divided by zero');
select is((select reason from figures_of(:'campaign', pg_temp.id_of('t-kon-tum'), 'total', '{2025-M05}', (select id from indicators where code = 'F-2' and campaign_id = :'campaign'))), 'denominator_missing', 'and that is said');
create function pg_temp.computed(formula text, figures jsonb default '{"A":7,"B-2":2,"05":1}') returns text language sql as $$
  select case when r.plan is null then format('%s «%s»', r.position, r.word) else (select f.value::text from formula_figure('x', jsonb_build_object('x', r.plan), figures) f) end from formula_read(formula) r
$$;
select is(pg_temp.computed('A - B-2 * 3'), '1', 'what binds stronger comes first');
select is(pg_temp.computed('(A - B-2) * 3'), '15', 'brackets');
select is(pg_temp.computed('A - B-2 - 1'), '4', 'from left to right');
select is(pg_temp.computed('-A * -(2 + 0.5)'), '17.5', 'signs');
select is(pg_temp.computed('max(A, B-2, 9) - min(A, 3)'), '6', 'the highest and the lowest of some');
select is(pg_temp.computed('[05] + 05'), '6', 'a code of digits stands in brackets');
select is(pg_temp.computed('0.1 + 0.2'), '0.3', 'decimals are exact');
select is(pg_temp.computed('A +'), '4 «»', 'a formula that ends early');
select is(pg_temp.computed('A B-2'), '3 «B-2»', 'two codes without an operator');
select is(pg_temp.computed('(A'), '1 «(»', 'an open bracket');
select is(pg_temp.computed('A)'), '2 «)»', 'a bracket too many');
select is(pg_temp.computed('A; drop table x'), '2 «;»', 'a word of another language');
select is(pg_temp.computed('A, B-2'), '2 «,»', 'a list that nobody asked for');

-- ---- reporters that change ----
update reporters set valid_to = '2025-02-28' where campaign_id = :'campaign' and unit_id = pg_temp.id_of('t-hieu');
insert into reporters(indicator_id, unit_id, campaign_id, issuer_id, valid_from, area_id)
select id, pg_temp.id_of('t-phong-noi-vu'), :'campaign', unit_id, '2025-03-01', pg_temp.id_of('t-hieu') from indicators where campaign_id = :'campaign' and code in ('SUM', 'FLOW');
select pg_temp.official('FLOW', '2025-M01', 't-hieu', 1000) \g /dev/null
select pg_temp.official('FLOW', '2025-M02', 't-hieu', 2000) \g /dev/null
insert into obligations(campaign_id, unit_id, issuer_id, kind, period, due_on) values (:'campaign', pg_temp.id_of('t-phong-noi-vu'), pg_temp.id_of('t-kon-tum'), 'report', '2025-M03', '2025-03-20');
select pg_temp.official('FLOW', '2025-M03', 't-phong-noi-vu', 5000) \g /dev/null
select is(pg_temp.figure('FLOW', '2025-M03', 't-hieu'), '5000 1/1', 'one owes each period: who came after');
select is(pg_temp.figure('FLOW', '2025-M02', 't-hieu'), '2000 1/1', 'who was before');
select is(pg_temp.figure('FLOW', '2025-Q1', 't-hieu'), '8000 1/1', 'what the earlier one said of earlier months still counts');

-- ---- another day's structure ----
delete from reporters where campaign_id = :'campaign' and unit_id = pg_temp.id_of('t-phong-noi-vu');
update reporters set valid_to = null where campaign_id = :'campaign' and unit_id = pg_temp.id_of('t-hieu');
select is(pg_temp.figure('SUM', '2025-M03', 't-quang-ngai', '{"structure_date":"2025-07-02"}', 'unit'), 't23476 107 2/2', 'two communes merged are one, summed');
select is(pg_temp.figure('SUM', '2025-M03', 't-quang-ngai', '{"structure_date":"2025-07-02"}'), '107 2/2', 'tasks that went to the province are no land');
update unit_successions set extent = 'part', share = 0.25 where predecessor_id = pg_temp.id_of('t-hieu');
select is(pg_temp.figure('SUM', '2025-M03', 't-quang-ngai', '{"structure_date":"2025-07-02"}', 'unit'), 't23476 32 2/2 ước', 'a part goes by its share, and that is an estimate');

-- ---- what was known then ----
select pg_temp.official('SUM', '2025-M03', 't-hieu', 111, at => '2025-06-10') \g /dev/null
select is(pg_temp.figure('SUM', '2025-M03', 't-hieu'), '111 1/1', 'amended');
select is(pg_temp.figure('SUM', '2025-M03', 't-hieu', '{"as_of":"2025-05-15T00:00:00Z"}'), '100 1/1', 'what was known before');
select is(pg_temp.figure('SUM', '2025-M03', 't-hieu', '{"as_of":"2025-04-15T00:00:00Z"}'), '– 0/1', 'and before anything was');

select ok(months_covered('2025-0M', null, null) is null and months_covered('2025-99999999999M', null, null) is null and months_covered('2025-6M', null, null) is not null, 'six months are a period, none and too many are not');

select * from finish();
rollback;
