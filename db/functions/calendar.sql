-- Calendar: working days, and what a period code covers in a campaign.

create or replace function app.is_working_day(day date) returns boolean language sql stable as $$
  select coalesce((select h.works from holidays h where h.day = is_working_day.day), extract(isodow from day) < 6)
$$;

-- The nth working day after a day: two after Saturday 14 June 2025 is Tuesday the 17th.
create or replace function app.working_day_after(day date, days int) returns date language sql stable as $$
  select case when days = 0 then day else (
    select day + n from generate_series(1, 20 + 2 * days) n where is_working_day(day + n)
     offset greatest(days - 1, 0) limit 1) end
$$;

-- What a code covers: a row of the calendar, or `full`, the campaign's own dates. No row for an unknown code.
create or replace function app.period_of(wanted text, campaign uuid)
returns table (code text, starts_on date, ends_on date, due_on date) language sql stable as $$
  select p.code, p.starts_on, p.ends_on, working_day_after(p.ends_on, p.due_working_days) from periods p where p.code = wanted
  union all
  select 'full', c.starts_on, c.ends_on, working_day_after(c.ends_on, 2) from campaigns c where wanted = 'full' and c.id = campaign
$$;

-- A day as a month of the grid: data close on the 14th, so that June ends on its 14th and 30 June still is June.
create or replace function app.grid_month(day date) returns int language sql immutable parallel safe as $$
  select (extract(year from day) * 12 + extract(month from day))::int
$$;

-- How much of a campaign is over at the end of a period, in months of the grid: 30 June of a year's campaign is 6/12.
create or replace function app.elapsed_share(starts date, ends date, at date) returns numeric language sql immutable parallel safe as $$
  select case when starts is null or ends is null or at is null then null
              else least(1, greatest(0, (app.grid_month(at) - app.grid_month(starts) + 1)::numeric / (app.grid_month(ends) - app.grid_month(starts) + 1))) end
$$;

-- `2025-06-17` as people write it.
create or replace function app.day_said(day date) returns text language sql immutable parallel safe as $$
  select to_char(day, 'DD/MM/YYYY')
$$;

-- A period in words for sentences: "quý I năm 2025", "5 tháng năm 2025", "6 tháng đầu năm 2025".
create or replace function app.period_said(code text) returns text language sql immutable parallel safe as $$
  select case
    when code = 'full' then 'toàn bộ đợt'
    when code ~ '^\d{4}-Q\d$' then format('quý %s năm %s', (array['I', 'II', 'III', 'IV'])[right(code, 1)::int], left(code, 4))
    when code ~ '^\d{4}-M\d\d$' then format('tháng %s năm %s', right(code, 2)::int, left(code, 4))
    when code ~ '^\d{4}-(6M|H1)$' then format('6 tháng đầu năm %s', left(code, 4))
    when code ~ '^\d{4}-H2$' then format('6 tháng cuối năm %s', left(code, 4))
    when code ~ '^\d{4}-\d+M$' then format('%s tháng năm %s', substring(code from '-(\d+)M$'), left(code, 4))
    when code ~ '^\d{4}-\d{4}$' then format('giai đoạn %s', code)
    else format('năm %s', code) end
$$;
