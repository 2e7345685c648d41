-- Status: what a target asks of a value, where the value stands on a day, what it will be at the end by which method, and
-- units of measure. Nothing here reads a table but the units of measure: who may see a figure is judged before.

-- The target of an indicator as a whole; a set without a figure wants every one it names.
create or replace function app.whole_target(i app.indicators) returns numeric language sql immutable parallel safe as $$
  select coalesce(i.target_value, ratio_of(i.numerator, i.denominator, i.unit_of_measure),
                  case when i.value_type = 'set' and i.comparator <> 'improve' and i.named_items <> '[]' then case i.unit_of_measure when '%' then 100 else jsonb_array_length(i.named_items) end end)
$$;

create or replace function app.compares(left_value numeric, op text, right_value numeric) returns boolean language sql immutable parallel safe as $$
  select case op when 'gt' then left_value > right_value when 'gte' then left_value >= right_value when 'lt' then left_value < right_value
                 when 'lte' then left_value <= right_value else left_value = right_value end
$$;

-- What a value must reach, and how it is compared: the words of the document as a threshold. Changes are counted from the
-- baseline, five ranks up from 58 is at most 53; what is counted up from nothing (five more communes) is the increase itself.
-- A change that does not say in what it is counted is one of ranks where ranks are reported, else absolute. One that is wanted
-- each year is wanted as many times as `years` have passed: 5 % less of 100 each year are 90.25 after two.
drop function if exists app.threshold_of(app.indicators, numeric);
drop function if exists app.threshold_of(app.indicators, numeric, jsonb);
create or replace function app.threshold_of(i app.indicators, target numeric, baseline jsonb, years numeric default 1) returns table (needed numeric, op text, base numeric)
language sql immutable rows 1 as $$
  with known as (
    select k.*, case when i.per_year then years else 1 end as times from (
    select case when i.comparator = 'increase_by' and i.accumulation <> 'level' and coalesce(i.change_basis, 'absolute') = 'absolute' then 0 else
           coalesce((baseline ->> 'value')::numeric, ratio_of((baseline ->> 'numerator')::numeric, (baseline ->> 'denominator')::numeric, i.unit_of_measure)) end as base,
           case i.comparator when 'increase_by' then 1 when 'decrease_by' then -1 end as sign,
           i.value_type = 'rank' or coalesce(i.change_basis = 'rank', false) as ranked, i.direction = 'down' or i.value_type = 'rank' as lower_is_better) k)
  select case
           when i.comparator = 'none' then null
           when i.comparator = 'maintain' then coalesce(target, base, case when i.value_type = 'boolean' then 1 end)
           when i.comparator = 'complete' then coalesce(target, case when i.unit_of_measure = '%' then 100 when i.value_type = 'boolean' then 1 end)
           when i.comparator = 'improve' then base
           when sign is null then target
           when ranked then base - sign * target
           when i.change_basis = 'relative' and i.per_year then round(base * power(1 + sign * target / 100, times), 6)
           when i.change_basis = 'relative' then base * (1 + sign * target / 100)
           else base + sign * target * times end,
         case
           when i.comparator in ('gt', 'gte', 'lt', 'lte') then i.comparator
           when i.comparator = 'eq' then i.evaluate_as
           when i.comparator = 'complete' then 'gte'
           when i.comparator = 'maintain' then case when lower_is_better then 'lte' else 'gte' end
           when i.comparator = 'improve' then case when lower_is_better then 'lt' else 'gt' end
           when ranked = (i.comparator = 'increase_by') then case i.bound when 'gt' then 'lt' else 'lte' end
           else case i.bound when 'gt' then 'gt' else 'gte' end end,
         base
    from known
$$;

-- How far a value is on the way to its threshold, in percent: of the change wanted, else of the level. Null where shares mean
-- nothing: of a threshold below zero.
create or replace function app.percent_reached(value numeric, needed numeric, op text, base numeric) returns numeric language sql immutable parallel safe as $$
  select case when base is not null and needed <> base then 100 * (value - base) / (needed - base)
              when needed < 0 then null
              when op in ('lt', 'lte') then case when value > 0 then 100 * needed / value else 100 end
              when needed <> 0 then 100 * value / needed
              when value >= needed then 100 else 0 end
$$;

-- A target that the document prints beside its counts is the printed rounding of a quotient, and reached by the same quotient:
-- 43 of 57 is 75.44. Any other figure is judged by what it says: 97.51 is less than 98.
create or replace function app.as_printed(i app.indicators, value numeric, needed numeric, op text) returns numeric language sql immutable parallel safe as $$
  select case when i.numerator is not null and i.denominator is not null and needed = i.target_value and op not in ('gt', 'lt')
              then round(value, greatest(i.decimals, scale(trim_scale(needed)), 0)) else value end
$$;

-- How much of a figure is usual by a day, 0 to 1: straight lines through the stated points in months of the grid, from
-- nothing before the start to all of it at the end.
create or replace function app.seasonal_share(profile jsonb, starts date, due date, at date) returns numeric language plpgsql immutable parallel safe as $$
begin
  return (
    with points as (
      select grid_month(starts) - 1 as month, 0::numeric as share
      union all
      select grid_month((p ->> 'on')::date), max((p ->> 'share')::numeric) / 100 from jsonb_array_elements(profile -> 'points') p
       where grid_month((p ->> 'on')::date) >= grid_month(starts) and grid_month((p ->> 'on')::date) < grid_month(due) group by 1
      union all
      select grid_month(due), 1),
    place as (select least(greatest(grid_month(at), grid_month(starts) - 1), grid_month(due)) as month)
    select b.share + coalesce((a.share - b.share) * (place.month - b.month) / (a.month - b.month), 0)
      from place
     cross join lateral (select * from points p where p.month <= place.month order by p.month desc limit 1) b
      left join lateral (select * from points p where p.month > place.month order by p.month limit 1) a on true);
end $$;

-- The straight line of least squares through points, carried on to a day, with the interval that holds four times in five:
-- t(n - 2) * s * sqrt(1 + 1/n + (x - mean)^2 / Sxx), s from the residuals. Exact decimals throughout.
drop function if exists app.trend_of(jsonb, date, date);
create or replace function app.trend_of(months int[], figures numeric[], ends date) returns table (projected numeric, low numeric, high numeric)
language plpgsql immutable parallel safe rows 1 as $$
declare
  n int := cardinality(months);
  mx numeric := 0;
  my numeric := 0;
  sxx numeric := 0;
  sxy numeric := 0;
  syy numeric := 0;
  away numeric;
  spread numeric;
begin
  if n < 3 then
    return;
  end if;
  for k in 1 .. n loop
    mx := mx + months[k];
    my := my + figures[k];
  end loop;
  mx := mx / n;
  my := my / n;
  for k in 1 .. n loop
    sxx := sxx + (months[k] - mx) * (months[k] - mx);
    sxy := sxy + (months[k] - mx) * (figures[k] - my);
    syy := syy + (figures[k] - my) * (figures[k] - my);
  end loop;
  away := grid_month(ends) - mx;
  projected := my + sxy / sxx * away;
  spread := sqrt(greatest(syy - sxy * sxy / sxx, 0) / (n - 2) * (1 + 1.0 / n + away * away / sxx))
          * coalesce(('{3.078,1.886,1.638,1.533,1.476,1.440,1.415,1.397,1.383,1.372,1.363,1.356,1.350,1.345,1.341,1.337,1.333,1.330,1.328,1.325}'::numeric[])[n - 2], 1.31);
  low := projected - spread;
  high := projected + spread;
  return next;
end $$;

-- A foreseen figure stays where such figures can be.
create or replace function app.within_range(i app.indicators, value numeric) returns numeric language sql immutable parallel safe as $$
  select least(greatest(value, coalesce(i.lowest, case when i.value_type in ('percent', 'count') or (i.value_type = 'ratio' and i.unit_of_measure = '%') then 0 end)),
               coalesce(i.highest, case when i.value_type = 'percent' or (i.value_type = 'ratio' and i.unit_of_measure = '%') then 100 end))
$$;

-- The years from the first day of a campaign to the end of what is asked of it, in months of the grid; one where no days are said.
create or replace function app.years_between(starts date, until date) returns numeric language sql immutable parallel safe as $$
  select coalesce((grid_month(until) - grid_month(starts) + 1) / 12.0, 1)
$$;

-- Where a value stands on a day: `at` is the last day of its period, `months` and `figures` the points before it, oldest first.
-- What accumulates (running totals, sums of periods, a change on its way
-- from the baseline) is compared with the share of the time that has passed, or with the stated season, and carried on at the
-- same pace; its interval spans what each earlier period would have foreseen. A level follows its trend once three points are
-- known, and is judged as it stands before. Nothing is foreseen from less than a twentieth of the time or the season.
-- It runs for every row of progress: a statement costs more here than the arithmetic, so loops take its place.
drop function if exists app.verdict_on(app.indicators, app.campaigns, numeric, jsonb, numeric, date, jsonb);
drop function if exists app.points_of(jsonb, date);
create or replace function app.verdict_of(i app.indicators, c app.campaigns, target numeric, baseline jsonb, value numeric, at date, months int[], figures numeric[])
returns table (status text, reason text, method text, expected numeric, projected numeric, projected_low numeric, projected_high numeric, points int, percent numeric,
               required_rate numeric)
language plpgsql immutable rows 1 as $$
declare
  t record;
  due date := coalesce(i.due_date, c.ends_on);
  passed numeric := elapsed_share(c.starts_on, due, at);
  final boolean := coalesce(passed >= 1, true);
  profile jsonb := coalesce(i.seasonal_profile, c.seasonal_profile);
  change boolean := i.comparator in ('increase_by', 'decrease_by');
  accumulates boolean := i.accumulation <> 'level';
  kept boolean := i.comparator = 'maintain';
  ranked boolean := i.value_type in ('boolean', 'set', 'rank');     -- judged as they stand, on no way anywhere
  paced boolean;
  origin numeric := 0;
  share numeric;
  met boolean;
  was_lost boolean := false;
  foreseen numeric;
  past numeric;
  day date;
begin
  status := 'no_data';
  method := 'none';
  select * into t from threshold_of(i, target, baseline, years_between(c.starts_on, due));
  if value is not null and at is not null then
    points := cardinality(months);
    if points = 0 or months[points] <> grid_month(at) then
      points := points + 1;
    end if;
    months[points] := grid_month(at);
    figures[points] := value;
  end if;
  points := cardinality(months);
  reason := case when i.value_type = 'text' then 'not_measurable'
                 when i.comparator = 'none' then 'no_target'
                 when t.needed is null then case when (change or i.comparator = 'improve') and t.base is null then 'baseline_missing' else 'target_missing' end
                 when value is null then 'not_reported' end;
  if reason is not null then
    return next;
    return;
  end if;

  value := as_printed(i, value, t.needed, t.op);
  met := compares(value, t.op, t.needed);
  paced := not accumulates and change and not ranked and t.base <> t.needed;
  if paced then
    origin := t.base;
  end if;
  share := case when profile is not null and (accumulates or paced) and c.starts_on is not null and due is not null
                then seasonal_share(profile, c.starts_on, due, at) else coalesce(passed, 1) end;
  if paced and i.per_year then                     -- the change wanted by now of all that is wanted
    select (y.needed - t.base) / (t.needed - t.base) into share from threshold_of(i, target, baseline, years_between(c.starts_on, due) * coalesce(passed, 1)) y;
  end if;
  if kept then
    for k in 1 .. points loop
      was_lost := was_lost or (months[k] >= coalesce(grid_month(c.starts_on), 0) and not compares(as_printed(i, figures[k], t.needed, t.op), t.op, t.needed));
    end loop;
  end if;
  expected := case when accumulates or paced then origin + (t.needed - origin) * least(1, share) else t.needed end;

  -- how the end is foreseen
  if final then
    projected := value;
  elsif not accumulates and not kept and not ranked and points >= 3 then
    method := 'trend';
    select within_range(i, round(r.projected, 6)), within_range(i, round(r.low, 6)), within_range(i, round(r.high, 6))
      into projected, projected_low, projected_high from trend_of(months, figures, due) r;
  elsif accumulates or paced then
    method := case when least(share, passed) < 0.05 then 'insufficient_data' when profile is not null then 'seasonal' else 'linear' end;
    if method <> 'insufficient_data' then
      projected := round(origin + (value - origin) / share, 6);    -- a third is not to miss by its last decimal
    end if;
    if method <> 'insufficient_data' and points >= 3 then
      for k in 1 .. points loop
        day := make_date((months[k] - 1) / 12, (months[k] - 1) % 12 + 1, 1);
        past := case when profile is not null then seasonal_share(profile, c.starts_on, due, day) else elapsed_share(c.starts_on, due, day) end;
        if past >= 0.05 then
          past := origin + (figures[k] - origin) / past;
          projected_low := least(projected_low, past);
          projected_high := greatest(projected_high, past);
        end if;
      end loop;
    end if;
  else
    method := case when kept or ranked then 'level' else 'insufficient_data' end;
    projected := case when method = 'level' then value end;
  end if;

  foreseen := coalesce(projected, value);
  share := round(percent_reached(foreseen, t.needed, t.op, case when change then t.base end), 6);
  percent := case when accumulates and t.op in ('lt', 'lte')        -- of a ceiling that is still being filled, what is foreseen of it
                  then percent_reached(foreseen, t.needed, t.op, case when change and final then t.base end)
                  else percent_reached(value, t.needed, t.op, case when change then t.base end) end;
  if percent is not null then
    percent := round(least(greatest(percent, 0), 1000), 2);
  end if;
  required_rate := case when final then null when met and not (accumulates and t.op in ('lt', 'lte')) then 0
                        else (t.needed - value) / (grid_month(due) - greatest(grid_month(at), grid_month(c.starts_on) - 1)) end;

  if kept and not met then
    status := 'missed';
    reason := 'level_lost';
  elsif was_lost then
    status := 'missed';
    reason := 'level_was_lost';
  elsif met and (final or (accumulates and t.op in ('gt', 'gte'))) then
    status := case when percent > (c.status_profile ->> 'exceeded')::numeric and t.op in ('gt', 'gte') then 'exceeded' else 'met' end;
    reason := 'target_reached';
  elsif final then
    status := 'missed';
    reason := 'target_not_reached';
  elsif (accumulates or paced) and method = 'insufficient_data' then
    reason := 'insufficient_data';
  else
    if compares(foreseen, t.op, t.needed) and coalesce(share, 100) >= (c.status_profile ->> 'on_track')::numeric then
      status := 'on_track';
      reason := case when method = 'trend' then 'trend_reaches' when accumulates or paced then 'projection_reaches' else 'at_target_now' end;
    else
      status := case when share >= (c.status_profile ->> 'behind')::numeric then 'behind' else 'at_risk' end;
      reason := case when method = 'trend' then 'trend_falls_short' when accumulates or paced then 'projection_falls_short' else 'below_target_now' end;
    end if;
  end if;
  expected := trim_scale(round(expected, 6));
  projected := trim_scale(round(projected, 6));
  projected_low := trim_scale(round(projected_low, 6));
  projected_high := trim_scale(round(projected_high, 6));
  required_rate := trim_scale(round(required_rate, 6));
  percent := trim_scale(percent);
  return next;
end $$;

-- Of what wants each of its parts (a decrease of all three criteria): reached when every part is; else the worst part says it.
create or replace function app.verdict_of_all(statuses text[]) returns table (status text, reason text) language sql immutable parallel safe rows 1 as $$
  select coalesce(worst.status, 'no_data'),
         case when worst.status is null then 'not_reported' when worst.status in ('met', 'exceeded') then 'all_parts_reached' when worst.status = 'on_track' then 'all_parts_on_track' else 'worst_part_decides' end
    from (select s.status from unnest('{missed,at_risk,behind,no_data,on_track,met,exceeded}'::text[]) with ordinality s(status, rank)
           where s.status = any (statuses) order by s.rank limit 1) worst
   right join (select) one on true
$$;

-- What lists count a row as: its status, or why it has none although there is a figure: it cannot be judged yet, or never is.
create or replace function app.standing_of(status text, figured boolean, reason text) returns text language sql immutable parallel safe as $$
  select case when status <> 'no_data' then status when reason = 'no_target' then 'no_target' when figured then 'not_judged' else status end
$$;

-- A status in the words of the campaign, else of the catalogue. Where a figure is there but not what it is to be judged by, it is
-- not the figure that is missing; and what rests on some of its parts says so.
drop function if exists app.status_said(app.campaigns, text);
drop function if exists app.status_said(app.campaigns, text, boolean);
create or replace function app.status_said(c app.campaigns, status text, figured boolean default false, reason text default null, provisional boolean default false) returns text language sql stable as $$
  select case when standing = status then coalesce(c.status_labels ->> status, label('progress_status', status)) else label('progress_standing', standing) end
      || case when provisional and status <> 'no_data' then format(' (%s)', lower_first(label('progress_standing', 'provisional'))) else '' end
    from standing_of(status, figured, reason) standing
$$;

-- Two indicators are the same only when their definitions are: the note belongs to the identity, and so do what is counted,
-- how it accumulates, over which population, and units of one kind.
create or replace function app.same_definition(a app.indicators, b app.indicators) returns boolean language sql stable as $$
  select (a.value_type, a.accumulation, a.population, a.change_basis) is not distinct from (b.value_type, b.accumulation, b.population, b.change_basis)
     and folded(coalesce(a.definition_note, '')) = folded(coalesce(b.definition_note, ''))
     and (a.unit_of_measure is not distinct from b.unit_of_measure or converted(1, a.unit_of_measure, b.unit_of_measure) is not null)
$$;

-- A figure in another unit of measure of the same kind: 1.2 triệu đồng are 1,200,000 đồng; null when there is no such way.
create or replace function app.converted(value numeric, from_unit text, to_unit text) returns numeric language sql stable as $$
  select case when lower(from_unit) is not distinct from lower(to_unit) then value else (
    select trim_scale(value * a.scale / b.scale) from units_of_measure a join units_of_measure b on b.kind = a.kind
     where lower(from_unit) in (lower(a.label), a.code) and lower(to_unit) in (lower(b.label), b.code)) end
$$;
