-- Calendar: working days, and what a period code covers in a campaign.

-- Whether offices work on a day: the nearest word about it in the area of a unit, else the nation's, else the week.
drop function if exists app.is_working_day(date);
create or replace function app.is_working_day(on_day date, area int default null) returns boolean language plpgsql stable as $$
begin
  return (
    select coalesce(
      (select h.works from holidays h left join unit_tree t on t.ancestor_id = h.unit_id and t.unit_id = area and t.valid_from <= on_day and t.valid_to > on_day
        where h.day = on_day and (h.unit_id is null or t.unit_id is not null) order by t.depth nulls last limit 1),
      extract(isodow from on_day) < 6));
end $$;

-- The nth working day after a day: two after Saturday 14 June 2025 is Tuesday the 17th.
drop function if exists app.working_day_after(date, int);
create or replace function app.working_day_after(day date, days int, area int default null) returns date language plpgsql stable as $$
begin
  return (
    with other as (
      select distinct on (h.day) h.day, h.works from holidays h
        left join unit_tree t on t.ancestor_id = h.unit_id and t.unit_id = area and t.valid_from <= h.day and t.valid_to > h.day
       where h.day between working_day_after.day + 1 and working_day_after.day + 20 + 2 * days and (h.unit_id is null or t.unit_id is not null) order by h.day, t.depth nulls last)
    select case when days = 0 then working_day_after.day else (
      select working_day_after.day + n from generate_series(1, 20 + 2 * days) n left join other o on o.day = working_day_after.day + n
       where coalesce(o.works, extract(isodow from working_day_after.day + n) < 6) order by n offset greatest(days - 1, 0) limit 1) end);
end $$;

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

-- The days of many codes at once, as period_of says them one by one; its plan is kept, whatever it is called with.
create or replace function app.spans_of(wanted text[], campaign uuid) returns table (code text, starts_on date, ends_on date)
language plpgsql stable rows 12 set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select distinct on (p.code) p.code, coalesce(p.starts_on, c.starts_on), coalesce(p.ends_on, c.ends_on)
      from calendars_for(campaign, null) k
      join calendars whole on whole.id = k.calendar_id
      join periods p on p.calendar_id = k.calendar_id and p.code = any (wanted)
      left join campaigns c on c.id = campaign
     where k.grid and whole.valid_from <= coalesce(p.ends_on, c.ends_on, today()) and coalesce(whole.valid_to, 'infinity') > coalesce(p.ends_on, c.ends_on, today())
     order by p.code, k.rank;
end $$;

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

-- A deadline, with the days gone since when it is past.
create or replace function app.deadline_said(due date) returns text language sql stable parallel safe as $$
  select day_said(due) || case when due < today() then format(' (đã quá hạn %s ngày)', today() - due) else '' end
$$;

-- First and last day of what ends before `until`, or has no end.
create or replace function app.term_said(since date, until date) returns text language sql immutable parallel safe as $$
  select to_char(since, 'DD/MM/YYYY') || ' – ' || coalesce(to_char(until - 1, 'DD/MM/YYYY'), '…')
$$;

-- A period in words for sentences: "quý I năm 2025", "5 tháng năm 2025", "6 tháng đầu năm 2025".
create or replace function app.period_said(code text) returns text language sql immutable parallel safe as $$
  select case
    when code is null then null
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

-- ---- keeping calendars ----

create or replace function app.calendar_keeper(wanted uuid) returns int language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select coalesce(k.unit_id, (select r.unit_id from unit_root r where r.valid_from <= today() and r.valid_to > today())) from calendars k where k.id = wanted);
end $$;

create or replace function app.period_keeper(wanted uuid) returns int language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select calendar_keeper(p.calendar_id) from periods p where p.id = wanted);
end $$;

create or replace function app.holiday_keeper(wanted uuid) returns int language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select coalesce(h.unit_id, (select r.unit_id from unit_root r where r.valid_from <= today() and r.valid_to > today())) from holidays h where h.id = wanted);
end $$;

-- Whose rows a body speaks of: the unit it names, else the caller's; at the root the nation's. 403 outside the living area.
create or replace function app.keeper_named(body jsonb, thing text) returns int language plpgsql stable set search_path = app, pg_temp as $$
declare
  keeper int := case when body ->> 'unit' is not null then unit_named(body ->> 'unit') when not reaches_everything() then claim_unit() end;
begin
  if not keeps_for(keeper) then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label(thing), 'who', label('role', 'admin') || ' – ' || unit_name_on(keeper)));
  end if;
  return keeper;
end $$;

create or replace function app.cited_document_faults(body jsonb) returns setof app.fault language plpgsql stable set search_path = app, pg_temp as $$
begin
  return query
  select '/document', 'document_not_found', '{}'::jsonb
   where body ->> 'document' is not null and not exists (select from documents d where d.id = (body ->> 'document')::uuid);
end $$;

create or replace function app.new_calendar(body jsonb) returns setof app.calendars language plpgsql set search_path = app, pg_temp as $$
declare
  keeper int := keeper_named(body, 'calendar');
begin
  perform raise_faults(array(select f from cited_document_faults(body) f));
  return query
    insert into calendars(code, name, regime, level, unit_id, valid_from, valid_to, citation, document_id)
    select p.code, p.name, coalesce(p.regime, 'emulation'), p.level, keeper, p.valid_from, p.valid_to, p.citation, (body ->> 'document')::uuid
      from jsonb_populate_record(null::calendars, body - 'unit' - 'document') p
    returning *;
end $$;

create or replace function app.patch_calendar(wanted uuid, body jsonb) returns setof app.calendars language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from cited_document_faults(body) f));
  return query
    update calendars k set (name, regime, valid_from, valid_to, citation, document_id)
       = (select p.name, p.regime, p.valid_from, p.valid_to, p.citation, case when body ? 'document' then (body ->> 'document')::uuid else k.document_id end
            from jsonb_populate_record(k, body - 'document') p)
     where k.id = wanted returning *;
end $$;

create or replace function app.period_kind(code text) returns text language sql immutable parallel safe as $$
  select case when code = 'full' then 'full' when code ~ '-M' then 'month' when code ~ '-Q' then 'quarter' when code ~ '-H' then 'half_year'
              when code ~ '-\d+M$' then 'months' when code ~ '-' then 'years' else 'year' end
$$;

-- Adds periods to a calendar; one without dates covers what the national one of its code does.
create or replace function app.new_periods(wanted uuid, body jsonb) returns setof app.periods language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(
    select row(format('/items/%s/ends_on', p.ordinality - 1), 'period_dates_needed', jsonb_build_object('period', p.item ->> 'code'))::fault
      from jsonb_array_elements(body -> 'items') with ordinality p(item, ordinality)
     where p.item ->> 'code' <> 'full' and (p.item ->> 'starts_on' is null or p.item ->> 'ends_on' is null) and not exists (select from national_period(p.item ->> 'code'))
    union all
    select row(format('/items/%s/document', p.ordinality - 1), f.code, f.params)::fault
      from jsonb_array_elements(body -> 'items') with ordinality p(item, ordinality), cited_document_faults(p.item) f));
  return query
    insert into periods(calendar_id, code, kind, year, starts_on, ends_on, due_working_days, grace_working_days, lock_working_days, review_working_days, citation, document_id)
    select k.id, p.code, period_kind(p.code), substring(p.code from '^\d{4}')::int, coalesce(p.starts_on, n.starts_on), coalesce(p.ends_on, n.ends_on),
           coalesce(p.due_working_days, n.due_working_days, 2), p.grace_working_days, p.lock_working_days, coalesce(p.review_working_days, n.review_working_days),
           coalesce(p.citation, k.citation), (item ->> 'document')::uuid
      from calendars k, jsonb_array_elements(body -> 'items') item cross join lateral jsonb_populate_record(null::periods, item - 'document') p
      left join lateral national_period(p.code) n on true
     where k.id = wanted
    returning *;
end $$;

create or replace function app.national_period(wanted text) returns setof app.periods language sql stable as $$
  select p.* from periods p join calendars k on k.id = p.calendar_id and k.unit_id is null and k.level is null where p.code = wanted order by k.valid_from desc limit 1
$$;

create or replace function app.patch_period(wanted uuid, body jsonb) returns setof app.periods language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from cited_document_faults(body) f));
  return query
    update periods x set (starts_on, ends_on, due_working_days, grace_working_days, lock_working_days, review_working_days, citation, document_id)
       = (select p.starts_on, p.ends_on, p.due_working_days, p.grace_working_days, p.lock_working_days, p.review_working_days, p.citation,
                 case when body ? 'document' then (body ->> 'document')::uuid else x.document_id end
            from jsonb_populate_record(x, body - 'document') p)
     where x.id = wanted returning *;
end $$;

-- Days that differ from the week, in one act with the document that announced them.
create or replace function app.new_holidays(body jsonb) returns setof app.holidays language plpgsql set search_path = app, pg_temp as $$
declare
  keeper int := keeper_named(body, 'holiday');
begin
  perform raise_faults(array(select f from cited_document_faults(body) f));
  return query
    insert into holidays(day, name, works, citation, unit_id, document_id)
    select (item ->> 'day')::date, item ->> 'name', coalesce((item ->> 'works')::boolean, false), body ->> 'citation', keeper, (body ->> 'document')::uuid
      from jsonb_array_elements(body -> 'items') item
    returning *;
end $$;

create or replace function app.patch_holiday(wanted uuid, body jsonb) returns setof app.holidays language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from cited_document_faults(body) f));
  return query
    update holidays x set (name, works, citation, document_id)
       = (select p.name, p.works, p.citation, case when body ? 'document' then (body ->> 'document')::uuid else x.document_id end from jsonb_populate_record(x, body - 'document') p)
     where x.id = wanted returning *;
end $$;

-- Calendars, periods, holidays as replies show them; `published`, since all who are signed in may read them.
create or replace function app.calendar_shown(k app.calendars)
returns table (id uuid, code text, name text, regime text, level text, "unit.id" uuid, "unit.code" text, "unit.name" text, valid_from date, valid_to date, citation text,
               document uuid, version int, changed_at timestamptz, allowed_actions text[], _unit_id int, _published boolean)
language sql stable rows 1 as $$
  select k.id, k.code, k.name, k.regime, k.level, unit_uid(k.unit_id), unit_code_on(k.unit_id), unit_name_on(k.unit_id), k.valid_from, k.valid_to, k.citation, k.document_id,
         k.version, k.changed_at, allowed_actions('calendar', k.id), k.unit_id, true
$$;

create or replace function app.period_shown(p app.periods)
returns table (id uuid, code text, kind text, starts_on date, ends_on date, due_on date, grace_until date, locks_on date, due_working_days int, grace_working_days int,
               lock_working_days int, review_working_days int, citation text, document uuid, version int, allowed_actions text[], _unit_id int, _published boolean)
language sql stable rows 1 as $$
  select p.id, p.code, p.kind, p.starts_on, p.ends_on, working_day_after(p.ends_on, p.due_working_days, k.unit_id),
         working_day_after(p.ends_on, coalesce(p.grace_working_days, p.due_working_days), k.unit_id), working_day_after(p.ends_on, p.lock_working_days, k.unit_id),
         p.due_working_days, p.grace_working_days, p.lock_working_days, p.review_working_days, p.citation, p.document_id, p.version, allowed_actions('period', p.id), k.unit_id, true
    from calendars k where k.id = p.calendar_id
$$;

create or replace function app.holiday_shown(h app.holidays)
returns table (id uuid, day date, name text, works boolean, "unit.id" uuid, "unit.code" text, "unit.name" text, citation text, document uuid, version int,
               allowed_actions text[], _unit_id int, _published boolean)
language sql stable rows 1 as $$
  select h.id, h.day, h.name, h.works, unit_uid(h.unit_id), unit_code_on(h.unit_id), unit_name_on(h.unit_id), h.citation, h.document_id, h.version,
         allowed_actions('holiday', h.id), h.unit_id, true
$$;

select app.by_engine('app.calendar_keeper(uuid)', 'app.period_keeper(uuid)', 'app.holiday_keeper(uuid)');

-- 404 unless there is such a calendar.
create or replace function app.calendar_is_known(wanted uuid) returns boolean language sql stable set search_path = app, pg_temp as $$
  select found_or_404(wanted::text, (select id from calendars where id = wanted)) is not null
$$;

create or replace function app.range_is_short(first date, last date) returns boolean language plpgsql immutable set search_path = app, pg_temp as $$
begin
  if last < first or last - first > 400 then
    perform raise_faults(array[row('/to', 'days_out_of_range', jsonb_build_object('from', day_said(first), 'to', day_said(last)))::fault]);
  end if;
  return true;
end $$;
