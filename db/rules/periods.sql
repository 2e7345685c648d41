-- Periods of reports as dated rows of the national calendar. Data close on the 14th (Nghị định 09/2019/NĐ-CP, Điều 12: a
-- month from the 15th of the one before, a quarter, half-years 15/12–14/6 and 15/6–14/12, a year 15/12–14/12); `2025-5M` is
-- cumulative in the same grid; `full` is a campaign's own dates. A review
-- (sơ kết, tổng kết) has no day in the law: a month of working days after the close, as is usual. Rows that an
-- administrator entered or changed stay as they are.
insert into app.calendars(code, name, regime, valid_from, citation)
values ('NATIONAL', 'Lịch báo cáo hành chính nhà nước', 'administrative', '2019-03-12', 'Nghị định số 09/2019/NĐ-CP, Điều 12 và Điều 13')
on conflict (code) do nothing;

insert into app.periods(calendar_id, code, kind, year, starts_on, ends_on, review_working_days, citation)
select (select id from app.calendars where code = 'NATIONAL'), y || suffix, kind, y, (make_date(y, 1, 15) + make_interval(months => first_month - 2))::date,
       make_date(y, last_month, 14), case when suffix in ('-6M', '-H1', '-H2', '') then 22 end, 'Nghị định số 09/2019/NĐ-CP, Điều 12'
  from generate_series(2020, 2031) y
 cross join (
   select '-M' || to_char(m, 'FM00'), 'month', m, m from generate_series(1, 12) m
   union all select '-Q' || q, 'quarter', 3 * q - 2, 3 * q from generate_series(1, 4) q
   union all select '-' || m || 'M', 'months', 1, m from generate_series(2, 11) m
   union all values ('-H1', 'half_year', 1, 6), ('-H2', 'half_year', 7, 12), ('', 'year', 1, 12)) p(suffix, kind, first_month, last_month)
on conflict (calendar_id, code) do nothing;

insert into app.periods(calendar_id, code, kind, year, starts_on, ends_on, review_working_days, citation)
select (select id from app.calendars where code = 'NATIONAL'), y || '-' || y + 4, 'years', y, make_date(y - 1, 12, 15), make_date(y + 4, 12, 14), 22, 'Nghị định số 09/2019/NĐ-CP, Điều 12'
  from unnest('{2016,2021,2026}'::int[]) y
on conflict (calendar_id, code) do nothing;

insert into app.periods(calendar_id, code, kind, review_working_days, citation)
select id, 'full', 'full', 22, 'Nghị định số 09/2019/NĐ-CP, Điều 13' from app.calendars where code = 'NATIONAL'
on conflict (calendar_id, code) do nothing;
