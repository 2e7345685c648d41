-- Calendar: working days, and what a period code covers in a campaign.

-- Whether offices work on a day: the nearest word about it in the area of a unit, else the nation's, else the week.
drop function if exists app.is_working_day(date);
create or replace function app.is_working_day(on_day date, area int default null) returns boolean language sql stable as $$
  select coalesce(
    (select h.works from holidays h left join unit_tree t on t.ancestor_id = h.unit_id and t.unit_id = area and t.valid_from <= on_day and t.valid_to > on_day
      where h.day = on_day and (h.unit_id is null or t.unit_id is not null) order by t.depth nulls last limit 1),
    extract(isodow from on_day) < 6)
$$;

-- The nth working day after a day: two after Saturday 14 June 2025 is Tuesday the 17th.
drop function if exists app.working_day_after(date, int);
create or replace function app.working_day_after(day date, days int, area int default null) returns date language sql stable as $$
  select case when days = 0 then day else (
    select day + n from generate_series(1, 20 + 2 * days) n where is_working_day(day + n, area)
     offset greatest(days - 1, 0) limit 1) end
$$;

-- The calendars a campaign goes by, best first: the one it names; those of its issuer and of the units above it, for the level
-- that reports before those for all, the nearest first; the nation's. `grid`: it may also say what a period covers, since
-- all reports of a period are added up; a calendar of one level only sets other deadlines.
create or replace function app.calendars_for(campaign uuid, reporting_level text) returns table (calendar_id uuid, rank bigint, grid boolean)
language sql stable rows 3 as $$
  select k.id, row_number() over (order by (k.code = c.calendar) is true desc, k.unit_id is null, k.level is null, t.depth, k.regime <> 'emulation', k.code),
         k.level is null or (k.code = c.calendar) is true
    from calendars k
    left join campaigns c on c.id = campaign
    left join unit_tree t on t.ancestor_id = k.unit_id and t.unit_id = c.unit_id and t.valid_from <= coalesce(c.starts_on, today()) and t.valid_to > coalesce(c.starts_on, today())
   where k.code = c.calendar
      or ((k.unit_id is null or t.unit_id is not null) and coalesce(k.level = reporting_level, k.level is null) and k.regime <> 'statistical')
$$;

-- The dates of a period in a campaign for those who report at a level. A report is due some working days after the data close,
-- on time until `grace_until`, and closed to its own unit after `locks_on` (null: never). No row for a code without calendar.
create or replace function app.deadlines_of(wanted text, campaign uuid, reporting_level text default null)
returns table (code text, starts_on date, ends_on date, due_on date, grace_until date, locks_on date) language sql stable rows 1 as $$
  with offered as (
    select p.*, k.rank, k.grid, coalesce(p.starts_on, c.starts_on) as opens, coalesce(p.ends_on, c.ends_on) as closes, c.unit_id as area
      from periods p
      join calendars_for(campaign, reporting_level) k on k.calendar_id = p.calendar_id
      join calendars whole on whole.id = p.calendar_id
      left join campaigns c on c.id = campaign
     where p.code = wanted and whole.valid_from <= coalesce(p.ends_on, c.ends_on, today()) and coalesce(whole.valid_to, 'infinity') > coalesce(p.ends_on, c.ends_on, today())),
  grid as (select * from offered where offered.grid order by rank limit 1),
  terms as (select * from offered order by rank limit 1)
  select wanted, g.opens, g.closes, d.due_on, coalesce(working_day_after(g.closes, t.grace_working_days, g.area), d.due_on), working_day_after(g.closes, t.lock_working_days, g.area)
    from grid g cross join terms t cross join lateral (select working_day_after(g.closes, t.due_working_days, g.area) as due_on) d
$$;

-- What a code covers in a campaign and when it is due, whoever reports.
create or replace function app.period_of(wanted text, campaign uuid)
returns table (code text, starts_on date, ends_on date, due_on date) language sql stable rows 1 as $$
  select d.code, d.starts_on, d.ends_on, d.due_on from deadlines_of(wanted, campaign) d
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

-- Whether the caller's unit keeps what holds for a unit: the nation's rows are the root's, others those of its living area.
create or replace function app.keeps_for(unit int) returns boolean language plpgsql stable set search_path = app, pg_temp as $$
begin
  return (select case when unit is null then reaches_everything() else unit_writes(unit) end);
end $$;
