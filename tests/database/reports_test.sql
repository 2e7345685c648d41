-- Reports of results: the calendar, what a value must reach, obligations frozen at the launch, the way of a report from
-- draft to official value, and who sees what of it.
begin;
\ir cast.psql
\ir verdicts.psql
select plan(99);

-- ---- calendar ----
select results_eq($$select starts_on, ends_on, due_on from period_of('2025-6M', null)$$, $$values (date '2024-12-15', date '2025-06-14', date '2025-06-17')$$,
  'data of six months close on Saturday 14 June; two working days later is the 17th');
select results_eq($$select starts_on, ends_on from period_of('2025-Q1', null)$$, $$values (date '2024-12-15', date '2025-03-14')$$, 'a quarter begins in December');
select results_eq($$select starts_on, ends_on from period_of('2025-M01', null)$$, $$values (date '2024-12-15', date '2025-01-14')$$, 'January begins on 15 December');
select results_eq($$select starts_on, ends_on from period_of('2025-H2', null)$$, $$values (date '2025-06-15', date '2025-12-14')$$, 'the second half-year');
select results_eq($$select starts_on, ends_on from period_of('2025', null)$$, $$values (date '2024-12-15', date '2025-12-14')$$, 'a year');
select results_eq($$select starts_on, ends_on from period_of('2021-2025', null)$$, $$values (date '2020-12-15', date '2025-12-14')$$, 'five years');
select is_empty($$select * from period_of('2025-13M', null)$$, 'no period of thirteen months');
select ok((select bool_and(citation ~ '09/2019/NĐ-CP') from periods), 'every period cites its rule');
select is(working_day_after('2025-06-14', 1), date '2025-06-16', 'the first working day after a Saturday');
select is(working_day_after('2025-01-26', 1), date '2025-02-03', 'Tết is skipped');
select is(working_day_after('2025-04-25', 1), date '2025-04-26', 'a Saturday worked in exchange counts');
select is(working_day_after('2025-04-29', 1), date '2025-05-05', '30 April, 1 May and the day exchanged');
select is(working_day_after('2025-06-13', 0), date '2025-06-13', 'no day is the day itself');
select is(elapsed_share('2025-01-01', '2025-12-31', '2025-06-14'), 0.5, '30 June is 6/12: six months of the grid');
select is(elapsed_share('2022-10-15', '2023-01-15', '2023-01-15'), 1::numeric, 'the end is all of it');
select is(usual_periods('2025-01-01', '2025-12-31'), '{2025-6M,2025}', 'a campaign of a year reports twice');
select is(usual_periods('2022-10-15', '2023-01-15'), '{full}', 'another once');
select is(periods_asked('{2025-M02..2025-M04}'), '{2025-M02,2025-M03,2025-M04}', 'a range of months');

-- ---- what a value must reach ----
create function pg_temp.judged(said jsonb, target numeric, value numeric, elapsed numeric) returns text language sql as $$
  select status || coalesce(' ' || reason, '') from pg_temp.verdict_on(
    pg_temp.an_indicator(said),
    jsonb_populate_record(null::campaigns, '{"starts_on":"2025-01-01","ends_on":"2025-12-31","status_profile":{"on_track":100,"behind":90,"exceeded":110}}'),
    target, said -> 'baseline', value, case elapsed when 1 then date '2025-12-31' else date '2025-06-30' end, null)
$$;
select is(pg_temp.judged('{"comparator":"gt"}', 550000, 550000, 1), 'missed target_not_reached', 'more than 550,000 is not 550,000');
select is(pg_temp.judged('{"comparator":"gt"}', 550000, 550001, 1), 'met target_reached', 'one more is');
select is(pg_temp.judged('{"comparator":"gte"}', 98, 98, 1), 'met target_reached', 'at least 98 is 98');
select is(pg_temp.judged('{"comparator":"eq"}', 24890, 24900, 1), 'met target_reached', 'a bare figure is reached from above');
select is(pg_temp.judged('{"comparator":"eq","evaluate_as":"lte"}', 5, 4, 1), 'met target_reached', 'or from below where it says so');
select is(pg_temp.judged('{"comparator":"maintain"}', 11, 10, 0.5), 'missed level_lost', 'what is kept at 11 of 11 is missed at 10, at once');
select is(pg_temp.judged('{"comparator":"maintain"}', 11, 11, 0.5), 'on_track at_target_now', 'and on track while it is kept');
select is(pg_temp.judged('{"comparator":"maintain","value_type":"boolean"}', null, 1, 1), 'met target_reached', 'a criterion that is kept');
select is(pg_temp.judged('{"comparator":"complete","unit_of_measure":"%"}', null, 100, 1), 'met target_reached', 'complete is all of it');
select is(pg_temp.judged('{"comparator":"decrease_by","change_basis":"percentage_point","baseline":{"value":30}}', 6, 24.1, 1), 'missed target_not_reached', '5.9 points less miss six');
select is(pg_temp.judged('{"comparator":"decrease_by","change_basis":"percentage_point","baseline":{"value":12}}', 4, 8, 1), 'met target_reached', '4.0 points less meet four');
select is(pg_temp.judged('{"comparator":"decrease_by","change_basis":"relative","baseline":{"value":200}}', 5, 191, 1), 'missed target_not_reached', '5 % less than 200 is at most 190');
select is(pg_temp.judged('{"comparator":"increase_by","change_basis":"rank","baseline":{"value":58}}', 5, 53, 1), 'met target_reached', 'five ranks up from 58 is 53');
select is(pg_temp.judged('{"comparator":"increase_by","change_basis":"rank","baseline":{"value":58}}', 5, 54, 1), 'missed target_not_reached', 'and 54 is not');
select is(pg_temp.judged('{"comparator":"increase_by","accumulation":"cumulative"}', 5, 5, 1), 'met target_reached', 'five more are counted up from nothing');
select is(pg_temp.judged('{"comparator":"decrease_by","change_basis":"percentage_point","baseline":{"year":2024}}', 0.2, 1.1, 1), 'no_data baseline_missing', 'a change without its baseline');
select is(pg_temp.judged('{"comparator":"improve"}', null, 3, 1), 'no_data baseline_missing', 'better than what?');
select is(pg_temp.judged('{"comparator":"gte"}', null, 3, 1), 'no_data target_missing', 'no target');
select is(pg_temp.judged('{"comparator":"gte"}', 3, null, 1), 'no_data not_reported', 'no value');
select is(pg_temp.judged('{"comparator":"eq","accumulation":"cumulative"}', 100, 40, 0.5), 'at_risk projection_falls_short', '40 % on 30 June projects to 80 %');
select is(pg_temp.judged('{"comparator":"eq","accumulation":"cumulative"}', 100, 47, 0.5), 'behind projection_falls_short', '94 % is behind');
select is(pg_temp.judged('{"comparator":"eq","accumulation":"cumulative"}', 100, 50, 0.5), 'on_track projection_reaches', '100 % is on track');
select is(pg_temp.judged('{"comparator":"eq","accumulation":"cumulative"}', 100, 112, 0.5), 'exceeded target_reached', 'what cannot fall is exceeded at once');
select is(round(ratio_of(43, 57, '%'), 2), 75.44, '43 of 57 is 75.44 %');
select is(ratio_of(12, 3, 'giường'), 4::numeric, 'a ratio that is no share is the quotient');
select is(ratio_of(1, 0, '%'), null, 'nothing is divided by zero');

-- ---- a campaign of the city, launched ----
insert into campaigns(unit_id, code, title, kind, starts_on, ends_on, report_periods, state) values
  (pg_temp.id_of('t-tp'), 'T-2025', 'Phong trào thử', 'plan', '2025-01-01', '2025-12-31', '{2025-5M,2025-6M}', 'draft');
select id as campaign from campaigns where code = 'T-2025' \gset
insert into indicators(campaign_id, unit_id, code, ordinal, field, name, value_type, unit_of_measure, comparator, target_value, accumulation, rollup, decimals, lead_unit_id, reporters) values
  (:'campaign', pg_temp.id_of('t-tp'), 'T-01', 1, 'economy', 'Thu ngân sách', 'number', 'tỷ đồng', 'gte', 100, 'cumulative', 'sum', 0, null, '[{"level":"commune"}]'),
  (:'campaign', pg_temp.id_of('t-tp'), 'T-02', 2, 'culture_society', 'Tỷ lệ trường chuẩn', 'ratio', '%', 'eq', 75, 'level', 'ratio', 2, pg_temp.id_of('t-phong-noi-vu'), '[{"level":"commune"}]'),
  (:'campaign', pg_temp.id_of('t-tp'), 'T-03', 3, 'economy', 'Số mô hình', 'count', 'mô hình', 'gte', 2, 'level', 'sum', 0, null, '[{"unit":"code:t-doan-ket"}]');
update campaigns set state = 'proposed' where id = :'campaign';
select is(pg_temp.asked('t-tp.leader', format($$select to_state from make_move('campaign', %L, '{"to":"launched","details":{"number":"1/KH-UBND","issued_on":"2025-06-16"}}')$$, :'campaign')),
  'launched', 'its chairperson launches it');
select is((select document_number from campaigns where id = :'campaign'), '1/KH-UBND', 'the launch keeps the number of the document');
select results_eq($$select unit_code_on(unit_id), kind, period, due_on from obligations where campaign_id = (select id from campaigns where code = 'T-2025') order by 1, 2, 3$$,
  $$values ('t-phong-noi-vu', 'plan', null, date '2025-07-01'), ('t23302', 'plan', null, '2025-07-01'), ('t23302', 'report', '2025-5M', '2025-05-16'), ('t23302', 'report', '2025-6M', '2025-06-17'),
           ('t23317', 'plan', null, '2025-07-01'), ('t23317', 'report', '2025-5M', '2025-05-16'), ('t23317', 'report', '2025-6M', '2025-06-17'), ('t608', 'review', '2025-6M', '2025-07-15')$$,
  'reporters owe reports, they and the leading unit a plan, the issuer its review; communes elsewhere owe nothing');
select is((select count(*)::int from reporters where campaign_id = :'campaign'), 5, 'the cells are frozen');
select results_eq($$select state from obligations o, obligation_standing(o) s where o.campaign_id = (select id from campaigns where code = 'T-2025') and unit_id = pg_temp.id_of('t-doan-ket') and o.kind = 'report' order by o.period$$,
  $$values ('overdue'), ('due')$$, 'what is past is overdue, what is open is due');

-- The rows of this campaign; the demo may have others.
create temp view t_submissions as select * from submissions where campaign_id = (select id from campaigns where code = 'T-2025');
create temp view t_values as select v.*, i.code from submission_values v join t_submissions s on s.id = v.submission_id join indicators i on i.id = v.indicator_id;
create temp view t_editions as select e.* from submission_editions e join t_submissions s on s.id = e.submission_id;
create temp view t_official as select o.*, i.code from official_values o join t_submissions s on s.id = o.submission_id join indicators i on i.id = o.indicator_id;

-- ---- saving ----
\set doan 't-doan-ket.reporter'
create function pg_temp.saved(account text, slug text, body text, seen text) returns text language sql as $$
  select pg_temp.asked(account, format('select save_report(%L, %s, ''2025-6M'', %L::jsonb, %L)', (select id from campaigns where code = 'T-2025'), pg_temp.id_of(slug), body, seen))
$$;
create function pg_temp.moved(account text, slug text, wanted text, extra jsonb default '{}') returns text language sql as $$
  select pg_temp.asked(account, format('select to_state from make_move(''submission'', %L, %L::jsonb)',
    (select s.id from submissions s where s.unit_id = pg_temp.id_of(slug) and s.campaign_id = (select id from campaigns where code = 'T-2025')), jsonb_build_object('to', wanted) || extra))
$$;
\set sheet 'select state || \' \' || version || \' \' || cells_missing from report_sheet((select id from campaigns where code = \'T-2025\'), pg_temp.id_of(\'t-doan-ket\'), \'2025-6M\')'
select is(pg_temp.asked(:'doan', :'sheet'), 'not_started 0 3', 'before the first save every cell is there and empty');
select is(pg_temp.asked('t-tp.reviewer', :'sheet'), 'not_started 0 3', 'for the issuer too');
select is(pg_temp.asked('t-hoa-binh.reporter', :'sheet'), null, 'not for another commune');
select is(pg_temp.saved(:'doan', 't-doan-ket', '{"values":{"T-02":{"numerator":4}}}', '0'), 'PT422 validation_failed', 'a ratio needs both numbers');
select is(pg_temp.saved(:'doan', 't-doan-ket', '{"values":{"T-02":{"numerator":4,"denominator":3}}}', '0'), 'PT422 validation_failed', 'a part is no more than the whole');
select is(pg_temp.saved(:'doan', 't-doan-ket', '{"values":{"T-03":{"value":1.5}}}', '0'), 'PT422 validation_failed', 'a count is whole');
select is(pg_temp.saved(:'doan', 't-doan-ket', '{"values":{"T-03":{"value":-1}}}', '0'), 'PT422 validation_failed', 'and not below zero');
select is(pg_temp.saved(:'doan', 't-doan-ket', '{"values":{"T-01":{"status":"nil"}}}', '0'), 'PT422 validation_failed', 'nothing to report needs a note');
select is(pg_temp.saved(:'doan', 't-doan-ket', '{"values":{"T-99":{"value":1}}}', '0'), 'PT422 validation_failed', 'no such indicator');
select is(pg_temp.saved('t-hoa-binh.reporter', 't-hoa-binh', '{"values":{"T-03":{"value":1}}}', '0'), 'PT422 validation_failed', 'an indicator of another unit');
select is(pg_temp.saved('t-hoa-binh.reporter', 't-doan-ket', '{}', '0'), 'PT404 not_found', 'not in the name of another commune');
select is(pg_temp.saved('t-tp.reviewer', 't-doan-ket', '{}', '0'), 'PT403 not_allowed', 'nor from above');
select is(pg_temp.saved('t-hieu.reporter', 't-hieu', '{}', '0'), 'PT404 not_found', 'a commune that does not hear the campaign');
select is(pg_temp.saved(:'doan', 't-doan-ket', '{}', '3'), 'PT412 stale_version', 'what was not begun has no third version');
select isnt(pg_temp.saved(:'doan', 't-doan-ket', '{"values":{"T-02":{"numerator":2,"denominator":3}},"narratives":{"difficulties":{"text":"Mưa"}}}', '0'), null, 'the first save begins it');
select is((select due_on from submissions where campaign_id = :'campaign'), date '2025-06-17', 'its due day is the obligation''s');
select is(pg_temp.saved(:'doan', 't-doan-ket', '{"values":{}}', '0'), 'PT412 stale_version', 'it is begun once');
select is(pg_temp.asked(:'doan', :'sheet'), 'draft 1 2', 'two cells are missing');
select is((select value from t_values), 66.67, 'the share is computed');
select is(pg_temp.moved(:'doan', 't-doan-ket', 'submitted'), 'PT422 validation_failed', 'an incomplete report is not submitted');
select matches(pg_temp.saved(:'doan', 't-doan-ket', '{"values":{"T-01":{"value":30},"T-03":{"value":1}}}', '1'), '^[0-9a-f-]{36}$', 'the rest is saved');
select is(pg_temp.saved(:'doan', 't-doan-ket', '{"values":{"T-01":{"value":31}}}', '1'), 'PT412 stale_version', 'from the version last seen only');

-- ---- on its way ----
select is(pg_temp.asked('t-hoa-binh.reporter', 'select count(*) from submissions'), '0', 'another commune sees nothing of it');
select is(pg_temp.moved('t-tp.reviewer', 't-doan-ket', 'verified'), 'PT409 move_not_possible', 'a draft is not verified');
select is(pg_temp.moved(:'doan', 't-doan-ket', 'submitted'), 'submitted', 'it is submitted');
select is((select edition from t_editions), 1, 'its first edition is kept');
select is(pg_temp.saved(:'doan', 't-doan-ket', '{"values":{"T-01":{"value":31}}}', '3'), 'PT409 wrong_state', 'what was submitted is not changed');
select is(pg_temp.moved(:'doan', 't-doan-ket', 'verified'), 'PT403 wrong_role', 'nobody verifies their own report');
select is(pg_temp.moved('t-kon-tum.reviewer', 't-doan-ket', 'verified'), 'PT403 wrong_desk', 'nor does a unit above that did not issue the campaign');
select is(pg_temp.moved('t-tp.reviewer', 't-doan-ket', 'returned'), 'PT422 validation_failed', 'a return needs reasons');
select is(pg_temp.moved('t-tp.reviewer', 't-doan-ket', 'returned', '{"reasons":[{"pointer":"/values/T-77","code":"other"}]}'), 'PT422 validation_failed', 'that point at a part of it');
select is(pg_temp.moved('t-tp.reviewer', 't-doan-ket', 'returned', '{"reasons":[{"pointer":"/values/T-01","code":"value_implausible","note":"Xem lại"}]}'), 'returned', 'returned');
select is((select returned_reason from t_values where code = 'T-01'), 'Xem lại', 'the reason stands at the value');
select matches(pg_temp.saved(:'doan', 't-doan-ket', '{"values":{"T-01":{"value":40}}}', (select version::text from t_submissions)), '^[0-9a-f-]{36}$', 'mended');
select is(pg_temp.moved(:'doan', 't-doan-ket', 'submitted'), 'submitted', 'submitted again');
select is((select edition from t_submissions), 2, 'as the second edition');
select results_eq($$select d."values" -> 0 ->> 'code', d."values" -> 0 -> 'before' ->> 'value', d."values" -> 0 -> 'after' ->> 'value' from t_submissions s, compared_editions(s.id, 1, 2) d$$,
  $$values ('T-01', '30', '40')$$, 'two editions are compared');
select is(pg_temp.moved('t-tp.reviewer', 't-doan-ket', 'verified'), 'verified', 'verified by the standing body of the issuer');
select is((select count(*)::int from t_official), 0, 'nothing is official yet');
select is(pg_temp.moved('t-tp.leader', 't-doan-ket', 'approved'), 'approved', 'approved by its chairperson');
select is((select sum(value) from t_official where code = 'T-01'), 40::numeric, 'now the values are official');
select is(pg_temp.moved(:'doan', 't-doan-ket', 'amending'), 'PT422 validation_failed', 'an amendment says why');
select is(pg_temp.moved(:'doan', 't-doan-ket', 'amending', '{"note":"Số liệu cập nhật"}'), 'amending', 'amended');
select matches(pg_temp.saved(:'doan', 't-doan-ket', '{"values":{"T-01":{"value":99}}}', (select version::text from t_submissions)), '^[0-9a-f-]{36}$', 'with another figure');
select is((select value from t_official where code = 'T-01'), 40::numeric, 'the official one stays until the next is approved');
select is((select s.state from obligations o, obligation_standing(o) s where o.unit_id = pg_temp.id_of('t-doan-ket') and o.period = '2025-6M'), 'met_on_time', 'the obligation is met');

-- ---- progress ----
\set total 'select value || \' \' || status || \' \' || reported || \'/\' || expected_reports || coalesce(\' \' || (missing -> 0 ->> \'name\'), \'\') from progress_rows((select id from campaigns where code = \'T-2025\'), pg_temp.id_of(\'t-tp\'), \'total\', \'{2025-6M}\', (select id from indicators where code = \'T-01\'))'
select is(pg_temp.asked('t-tp.reviewer', :'total'), '40 no_data 1/2 Xã Hòa Bình', 'a sum says how many of how many, and to the issuer who is missing');
select is(pg_temp.asked('t-hoa-binh.reporter', :'total'), '40 no_data 1/2', 'the total is the same below, without names');
select is(pg_temp.asked('t-hoa-binh.reporter', replace(:'total', '''total''', '''unit''')), null, 'figures of another unit are not told');
select is(pg_temp.asked('t-hieu.reporter', :'total'), null, 'who does not hear the campaign learns nothing');

select * from finish();
rollback;
