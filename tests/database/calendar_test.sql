-- The reporting calendar: working days, what periods cover and when they are due; and obligations, whose state is computed
-- on each day from what was done.
begin;
\ir cast.psql
select plan(82);

-- ---- working days ----
select is((select count(*)::int from generate_series(date '2025-01-20', '2025-02-09', '1 day') d where is_working_day(d::date)), 10, 'five days of work before Tết 2025 and five after it');
select is(is_working_day('2025-01-24'), true, 'the Friday before Tết is worked');
select is((select count(*)::int from generate_series(date '2025-01-25', '2025-02-02', '1 day') d where is_working_day(d::date)), 0, 'nine days off, weekends counted');
select is(is_working_day('2025-02-03'), true, 'and work goes on');
select is(is_working_day('2025-04-26'), true, 'the Saturday worked for 2 May 2025');
select is(is_working_day('2025-05-02'), false, 'which is off');
select is((select count(*)::int from generate_series(date '2025-04-30', '2025-05-04', '1 day') d where is_working_day(d::date)), 0, '30/4, 1/5, the day between and the weekend');
select is(is_working_day('2025-04-07'), false, 'the death anniversary of the Hùng kings');
select is(is_working_day('2024-05-04'), true, 'the Saturday worked for 29 April 2024');
select is(is_working_day('2024-04-29'), false, 'which is off');
select is(is_working_day('2026-08-22'), true, 'a Saturday worked in 2026');
select is(is_working_day('2025-06-14'), false, 'any other Saturday is not');
select is(is_working_day('2025-06-15'), false, 'nor a Sunday');

select is(working_day_after('2025-06-14', 2), date '2025-06-17', 'two working days after Saturday 14 June 2025: Tuesday the 17th');
select is(working_day_after('2025-06-13', 1), date '2025-06-16', 'a weekend is passed over');
select is(working_day_after('2025-01-24', 1), date '2025-02-03', 'and so is Tết');
select is(working_day_after('2025-04-25', 1), date '2025-04-26', 'a Saturday in exchange is the next working day');
select is(working_day_after('2025-04-29', 1), date '2025-05-05', 'after 29 April 2025 comes 5 May');
select is(working_day_after('2025-06-14', 0), date '2025-06-14', 'none is the day itself');
select is(working_day_after('2025-06-14', null), null, 'no number, no day');

-- An area of its own day.
insert into holidays(day, name, works, unit_id, citation) values
  ('2025-03-17', 'Ngày giải phóng thị xã', false, pg_temp.id_of('t-tp'), 'Giả định'), ('2025-03-17', 'Làm bình thường', true, pg_temp.id_of('t-doan-ket'), 'Giả định');
select is(is_working_day('2025-03-17'), true, 'the nation works');
select is(is_working_day('2025-03-17', pg_temp.id_of('t-hoa-binh')), false, 'the city and its communes do not');
select is(is_working_day('2025-03-17', pg_temp.id_of('t-doan-ket')), true, 'the nearest word is the last');
select is(is_working_day('2025-03-17', pg_temp.id_of('t-hieu')), true, 'another district works');

-- ---- periods ----
insert into campaigns(unit_id, code, title, kind, starts_on, ends_on, report_periods, state) values
  (pg_temp.id_of('t-tp'), 'K-2025', 'Phong trào theo lịch', 'plan', '2025-01-01', '2025-12-31', '{2025-5M,2025-6M,2025}', 'draft');
select id as campaign from campaigns where code = 'K-2025' \gset
create function pg_temp.dates(asked text, level text default null) returns text language sql as $$
  select concat_ws(' ', starts_on, ends_on, due_on, grace_until, coalesce(locks_on::text, '–')) from deadlines_of(asked, (select id from campaigns where code = 'K-2025'), level)
$$;
select is(pg_temp.dates('2025-6M'), '2024-12-15 2025-06-14 2025-06-17 2025-06-17 –', 'six months close on 14 June and are due on the 17th');
select is(pg_temp.dates('2025-H1'), pg_temp.dates('2025-6M'), 'the first half-year is the same');
select is(pg_temp.dates('2025-H2'), '2025-06-15 2025-12-14 2025-12-16 2025-12-16 –', 'the second follows the day after');
select is(pg_temp.dates('2025-5M'), '2024-12-15 2025-05-14 2025-05-16 2025-05-16 –', 'five months are cumulative');
select is(pg_temp.dates('2025-M05'), '2025-04-15 2025-05-14 2025-05-16 2025-05-16 –', 'May alone is a month');
select is(pg_temp.dates('2025-M01'), '2024-12-15 2025-01-14 2025-01-16 2025-01-16 –', 'January begins in December');
select is(pg_temp.dates('2025-Q1'), '2024-12-15 2025-03-14 2025-03-19 2025-03-19 –', 'a quarter closes on a Friday; the city is off on Monday the 17th');
select is(pg_temp.dates('2025'), '2024-12-15 2025-12-14 2025-12-16 2025-12-16 –', 'a year');
select is(pg_temp.dates('2021-2025'), '2020-12-15 2025-12-14 2025-12-16 2025-12-16 –', 'five years');
select is(pg_temp.dates('full'), '2025-01-01 2025-12-31 2026-01-06 2026-01-06 –', 'the whole of a campaign by its own dates, past New Year');
select is(pg_temp.dates('1950-Q1'), null, 'a code no calendar knows');

-- Calendars of the city: one for all that report to it, an earlier one for its communes.
with kept as (insert into calendars(code, name, regime, level, unit_id, valid_from, citation) values
  ('T-TP', 'Lịch của thành phố', 'emulation', null, pg_temp.id_of('t-tp'), '2025-01-01', 'Giả định'),
  ('T-XA', 'Lịch của các xã', 'emulation', 'commune', pg_temp.id_of('t-tp'), '2025-01-01', 'Giả định') returning id, code)
insert into periods(calendar_id, code, kind, year, starts_on, ends_on, due_working_days, grace_working_days, lock_working_days, review_working_days, citation)
select kept.id, '2025-6M', 'months', 2025, '2024-12-15', '2025-06-14', d.due, d.grace, d.lock, d.review, 'Giả định'
  from kept join (values ('T-TP', 3, 4, 10, 22), ('T-XA', 1, 2, 5, null)) d(code, due, grace, lock, review) using (code);
select is(pg_temp.dates('2025-6M'), '2024-12-15 2025-06-14 2025-06-18 2025-06-19 2025-06-27', 'the city''s own calendar: due, grace and lock');
select is(pg_temp.dates('2025-6M', 'district'), pg_temp.dates('2025-6M'), 'for its offices too');
select is(pg_temp.dates('2025-6M', 'commune'), '2024-12-15 2025-06-14 2025-06-16 2025-06-17 2025-06-20', 'its communes are due earlier, and locked earlier');
select is(pg_temp.dates('2025-5M', 'commune'), '2024-12-15 2025-05-14 2025-05-16 2025-05-16 –', 'what it does not say is the nation''s');
select is((select due_on from deadlines_of('2025-6M', null, 'commune')), date '2025-06-17', 'nobody else goes by it');
select throws_ok($$update periods set grace_working_days = 0 where calendar_id = (select id from calendars where code = 'T-XA')$$, '23514', null, 'grace does not end before the due day');
select throws_ok($$update periods set lock_working_days = 1 where calendar_id = (select id from calendars where code = 'T-XA')$$, '23514', null, 'nor is a period locked within the grace');

-- ---- obligations ----
insert into indicators(campaign_id, unit_id, code, ordinal, field, name, value_type, unit_of_measure, comparator, target_value, accumulation, rollup, decimals, reporters) values
  (:'campaign', pg_temp.id_of('t-tp'), 'K-01', 1, 'economy', 'Số mô hình', 'number', 'mô hình', 'gte', 100, 'cumulative', 'sum', 0, '[{"level":"commune"},{"unit":"code:t-phong-noi-vu"}]'),
  (:'campaign', pg_temp.id_of('t-tp'), 'K-02', 2, 'economy', 'Giảm hộ nghèo', 'number', 'hộ', 'decrease_by', 10, 'level', 'sum', 0, '[{"level":"commune"}]');
update campaigns set state = 'proposed', plan_due_on = '2025-06-20' where id = :'campaign';
select pg_temp.person('t-phong-noi-vu', 'reporter'), pg_temp.stand_on('2025-01-06') \g /dev/null
select is(pg_temp.asked('t-tp.leader', format($$select to_state from make_move('campaign', %L, '{"to":"launched","details":{"number":"5/KH-UBND","issued_on":"2025-01-06"}}')$$, :'campaign')), 'launched', 'launched in January');
create temp view t_obligations as select o.*, unit_code_on(o.unit_id, '2025-06-16') as who from obligations o where o.campaign_id = (select id from campaigns where code = 'K-2025');
select results_eq($$select who, due_on, grace_until, locks_on from t_obligations where kind = 'report' and period = '2025-6M' order by 1$$,
  $$values ('t-phong-noi-vu', date '2025-06-18', date '2025-06-19', date '2025-06-27'), ('t23302', '2025-06-16', '2025-06-17', '2025-06-20'), ('t23317', '2025-06-16', '2025-06-17', '2025-06-20')$$,
  'each owes by the calendar of its level');

create function pg_temp.stands(slug text, asked_kind text, asked_period text, on_day date) returns text language sql as $$
  select pg_temp.stand_on(on_day);
  select concat_ws(' ', s.state, s.met_on) from obligations o cross join lateral obligation_standing(o) s
   where o.campaign_id = (select id from campaigns where code = 'K-2025') and o.unit_id = pg_temp.id_of(slug) and o.kind = asked_kind and o.period is not distinct from asked_period
$$;
create function pg_temp.report_of(slug text) returns submissions language sql as $$
  select s from submissions s where s.campaign_id = (select id from campaigns where code = 'K-2025') and s.unit_id = pg_temp.id_of(slug)
$$;
create function pg_temp.saved(slug text, body text, seen text) returns text language sql as $$
  select pg_temp.asked(slug || '.reporter', format('select save_report(%L, %s, ''2025-6M'', %L::jsonb, %L)', (select id from campaigns where code = 'K-2025'), pg_temp.id_of(slug), body, seen))
$$;
create function pg_temp.sent(slug text) returns text language sql as $$
  select pg_temp.asked(slug || '.reporter', format('select to_state from make_move(''submission'', %L, ''{"to":"submitted"}'')', (pg_temp.report_of(slug)).id))
$$;

select is(pg_temp.stands('t-doan-ket', 'report', '2025-6M', '2025-06-16'), 'due', 'on its due day a report is due');
select is(pg_temp.stands('t-doan-ket', 'report', '2025-6M', '2025-06-17'), 'due', 'and through the grace');
select is(pg_temp.stands('t-doan-ket', 'report', '2025-6M', '2025-06-18'), 'overdue', 'the day after it is overdue');
select is(pg_temp.stands('t-phong-noi-vu', 'report', '2025-6M', '2025-06-19'), 'due', 'an office has until the 19th');
select is(pg_temp.stands('t-phong-noi-vu', 'report', '2025-6M', '2025-06-20'), 'overdue', 'and no longer');
select is(pg_temp.stands('t-doan-ket', 'report', '2025-5M', '2025-05-16'), 'due', 'five months on the last day of theirs');
select is(pg_temp.stands('t-doan-ket', 'report', '2025-5M', '2025-05-19'), 'overdue', 'and after it');

select pg_temp.stand_on('2025-06-16') \g /dev/null
\set figures '{"values":{"K-01":{"value":3},"K-02":{"value":2}}}'
select matches(pg_temp.saved('t-doan-ket', :'figures', '0'), '^[0-9a-f-]{36}$', 'a commune begins its report');
select matches(pg_temp.saved('t-hoa-binh', :'figures', '0'), '^[0-9a-f-]{36}$', 'so does another');
select is(pg_temp.stands('t-doan-ket', 'report', '2025-6M', '2025-06-17'), 'drafted', 'what is begun is drafted');
select is(pg_temp.stands('t-doan-ket', 'report', '2025-6M', '2025-06-18'), 'overdue', 'which is no excuse');
select pg_temp.stand_on('2025-06-17') \g /dev/null
select is(pg_temp.sent('t-doan-ket'), 'submitted', 'sent within the grace');
select is(pg_temp.stands('t-doan-ket', 'report', '2025-6M', '2025-06-30'), 'met_on_time 2025-06-17', 'is met on time');
select pg_temp.stand_on('2025-06-18') \g /dev/null
select is(pg_temp.sent('t-hoa-binh'), 'submitted', 'sent the day after it');
select is(pg_temp.stands('t-hoa-binh', 'report', '2025-6M', '2025-06-30'), 'met_late 2025-06-18', 'is met late');

select set_config('app.return_due_on', '2025-06-25', true) \g /dev/null
update submissions set state = 'returned' where id = (pg_temp.report_of('t-doan-ket')).id;
select is(pg_temp.stands('t-doan-ket', 'report', '2025-6M', '2025-06-25'), 'drafted', 'a returned report is open until it is wanted back');
select is(pg_temp.stands('t-doan-ket', 'report', '2025-6M', '2025-06-26'), 'overdue', 'and overdue after that');
update submissions set state = 'submitted' where id = (pg_temp.report_of('t-doan-ket')).id;
select is(pg_temp.stands('t-doan-ket', 'report', '2025-6M', '2025-06-26'), 'met_on_time 2025-06-17', 'sent again, the first time counts');

select pg_temp.stand_on('2025-06-27') \g /dev/null
select is(report_is_locked(:'campaign', pg_temp.id_of('t-phong-noi-vu'), '2025-6M'), false, 'on the lock day a report can still be written');
select is(report_is_locked(:'campaign', pg_temp.id_of('t-hoa-binh'), '2025-6M'), true, 'those of communes are closed by then');
select pg_temp.stand_on('2025-06-28') \g /dev/null
select is(report_is_locked(:'campaign', pg_temp.id_of('t-phong-noi-vu'), '2025-6M'), true, 'the day after it is closed');
select is(pg_temp.saved('t-phong-noi-vu', '{"values":{"K-01":{"value":1}}}', '0'), 'PT409 period_locked', 'and writing is refused');

update obligations set excused_reason = 'Khắc phục hậu quả thiên tai' where id = (select id from t_obligations where who = 't23317' and period = '2025-5M');
select is(pg_temp.stands('t-hoa-binh', 'report', '2025-5M', '2025-06-28'), 'excused', 'what is excused is not overdue');
select is(pg_temp.stands('t-hoa-binh', 'report', '2025', '2025-06-30'), 'due', 'the year is still ahead');
select is(pg_temp.stands('t-hoa-binh', 'report', '2025', '2025-07-01'), 'not_required', 'a commune that has ceased owes nothing for what closes later');
select is(pg_temp.stands('t-hoa-binh', 'report', '2025-6M', '2025-07-01'), 'met_late 2025-06-18', 'and keeps what it did');
select is(pg_temp.stands('t-doan-ket', 'report', '2025-5M', '2025-07-01'), 'overdue', 'or did not');

-- ---- how complete: of what is owed, which neither the excused nor the ceased are ----
select pg_temp.stand_on('2025-06-30') \g /dev/null
create function pg_temp.counted(by_what text) returns text language sql as $$
  select pg_temp.asked('t-tp.reviewer', format($q$select string_agg(format('%%s %%s/%%s/%%s', key, met_on_time, met, owed), ', ' order by key)
    from campaign_obligations(%L, %L, null, '{report}', null, null, null, null)$q$, (select id from campaigns where code = 'K-2025'), by_what))
$$;
select is(pg_temp.counted('period'), '2025 0/0/3, 2025-5M 0/0/2, 2025-6M 1/2/3', 'of six months two of three, one of them on time; of five months one is excused');
select is(pg_temp.counted('level'), 'commune 1/2/5, district 0/0/3', 'by level');
update obligations set excused_reason = 'Không thuộc diện báo cáo' where campaign_id = :'campaign' and kind = 'report' and unit_id = pg_temp.id_of('t-phong-noi-vu');
select is(pg_temp.counted('period'), '2025 0/0/2, 2025-5M 0/0/1, 2025-6M 1/2/2', 'complete is all that is owed, never more');
update obligations set excused_reason = 'Đã báo cáo bằng văn bản' where id = (select id from t_obligations where who = 't23317' and period = '2025-6M');
select is(pg_temp.counted('period'), '2025 0/0/2, 2025-5M 0/0/1, 2025-6M 1/1/1', 'a report that is excused counts on neither side, though it was sent');

-- ---- baselines ----
select is(pg_temp.stands('t-tp', 'baseline', null, '2025-06-20'), 'due', 'the issuer owes the baselines that are missing');
select is(pg_temp.stands('t-tp', 'baseline', null, '2025-06-21'), 'overdue', 'by the day plans are due');
create function pg_temp.baseline(slug text) returns void language sql as $$
  insert into baselines(indicator_id, campaign_id, unit_id, issuer_id, year, value, source)
  select i.id, i.campaign_id, pg_temp.id_of(slug), i.unit_id, 2024, 40, 'Rà soát hộ nghèo năm 2024' from indicators i where i.code = 'K-02' and i.campaign_id = (select id from campaigns where code = 'K-2025')
$$;
select pg_temp.stand_on('2025-06-19') \g /dev/null
select pg_temp.baseline('t-doan-ket') \g /dev/null
select is(pg_temp.stands('t-tp', 'baseline', null, '2025-06-19'), 'due', 'one of two is not enough');
select pg_temp.baseline('t-hoa-binh') \g /dev/null
select is(pg_temp.stands('t-tp', 'baseline', null, '2025-06-25'), 'met_on_time 2025-06-19', 'the last one meets the obligation');
delete from baselines where unit_id = pg_temp.id_of('t-hoa-binh') and campaign_id = :'campaign';
select is(pg_temp.stands('t-tp', 'baseline', null, '2025-06-25'), 'overdue', 'taking one back opens it again');
select pg_temp.stand_on('2025-06-23') \g /dev/null
select pg_temp.baseline('t-hoa-binh') \g /dev/null
select is(pg_temp.stands('t-tp', 'baseline', null, '2025-06-25'), 'met_late 2025-06-23', 'given after the day it is late');

-- ---- reviews: some working days after the data close; the signature meets them (tests/api/obligations_test) ----
select results_eq($$select period, due_on from t_obligations where kind = 'review' order by due_on$$, $$values ('2025-6M', date '2025-07-15'), ('2025', date '2026-01-14')$$,
  'the issuer reviews the half-year and the year');

select * from finish();
rollback;
