-- Roll-ups: which reported periods make the figure of a period, whose figures count where on which day, what was known when,
-- and the sums per indicator, period and place. Sums are taken when they are read and nothing is kept beside the values, so
-- a figure is right at once after the write that changed it. All of it is the engine's: it asks nobody's leave.

-- ---- which periods ----

-- The months a code names, 2025-M03 being the 36th after those of 2022; of `full` the months of the campaign.
create or replace function app.months_covered(code text, starts date, ends date) returns int4range language sql immutable parallel safe as $$
  select case
    when code = 'full' then case when starts is not null and ends is not null then int4range(grid_month(starts), grid_month(ends), '[]') end
    when code ~ '^\d{4}$' then int4range(left(code, 4)::int * 12 + 1, left(code, 4)::int * 12 + 12, '[]')
    when code ~ '^\d{4}-\d{4}$' and left(code, 4) <= right(code, 4) then int4range(left(code, 4)::int * 12 + 1, right(code, 4)::int * 12 + 12, '[]')
    when code ~ '^\d{4}-Q\d$' then int4range(left(code, 4)::int * 12 + right(code, 1)::int * 3 - 2, left(code, 4)::int * 12 + right(code, 1)::int * 3, '[]')
    when code ~ '^\d{4}-H\d$' then int4range(left(code, 4)::int * 12 + right(code, 1)::int * 6 - 5, left(code, 4)::int * 12 + right(code, 1)::int * 6, '[]')
    when code ~ '^\d{4}-M\d\d$' then int4range(left(code, 4)::int * 12 + right(code, 2)::int, left(code, 4)::int * 12 + right(code, 2)::int, '[]')
    when code ~ '^\d{4}-[1-9]\d?M$' then int4range(left(code, 4)::int * 12 + 1, left(code, 4)::int * 12 + substring(code from '-(\d+)M$')::int, '[]') end
$$;

create or replace function app.month_code(month int) returns text language sql immutable parallel safe as $$
  select format('%s-M%s', (month - 1) / 12, lpad(((month - 1) % 12 + 1)::text, 2, '0'))
$$;

-- The fewest disjoint periods that fill some months, and the months that none of them can fill.
create or replace function app.tiling_of(whole int4range, codes text[], spans int4range[]) returns table (code text, gap boolean) language plpgsql immutable as $$
declare
  first_month int := lower(whole);
  months int := upper(whole) - lower(whole);
  cost int[] := array_fill(0, array[months + 1]);      -- cost[m + 1]: of what lies from month m to the end
  step int[] := array_fill(0, array[months + 1]);      -- the period taken there, 0 for a gap
  m int;
begin
  for m in reverse months - 1 .. 0 loop
    cost[m + 1] := cost[m + 2] + 1000;
    for i in 1 .. coalesce(cardinality(codes), 0) loop
      if lower(spans[i]) = first_month + m and upper(spans[i]) <= upper(whole) and cost[upper(spans[i]) - first_month + 1] + 1 < cost[m + 1] then
        cost[m + 1] := cost[upper(spans[i]) - first_month + 1] + 1;
        step[m + 1] := i;
      end if;
    end loop;
  end loop;
  m := 0;
  while m < months loop
    gap := step[m + 1] = 0;
    code := case when gap then month_code(first_month + m) else codes[step[m + 1]] end;
    return next;
    m := case when gap then m + 1 else upper(spans[step[m + 1]]) - first_month end;
  end loop;
end $$;

-- The stretches within which running totals count on: the calendar years of a campaign that runs over whole ones, else the
-- campaign from its first day to its last.
create or replace function app.counting_stretches(starts date, ends date, span int4range) returns setof int4range language sql immutable as $$
  select case when whole_years then int4range(y * 12 + 1, y * 12 + 13) else coalesce(case when starts is not null and ends is not null then int4range(grid_month(starts), grid_month(ends), '[]') end, span) end
    from (select coalesce(to_char(starts, 'MMDD') = '0101' and to_char(ends, 'MMDD') = '1231', false) as whole_years) kind
   cross join lateral generate_series(case when whole_years then (lower(span) - 1) / 12 else 1 end, case when whole_years then (upper(span) - 2) / 12 else 1 end) y
$$;

-- The code by which a campaign reports the very months of another.
create or replace function app.reported_as(c app.campaigns, wanted text) returns text language sql stable as $$
  select r from unnest(c.report_periods) r where months_covered(r, c.starts_on, c.ends_on) = months_covered(wanted, c.starts_on, c.ends_on) order by r = wanted desc, r limit 1
$$;

-- What makes the figures of the periods asked. One that the campaign reports is itself; another is derived: sums of a period
-- from a tiling, running totals and levels from the last reported within, running totals less what stood before.
-- `running` asks for the sums from the campaign's first day to the end of each, by which periodic figures are judged.
create or replace function app.period_parts(c app.campaigns, wanted text[], running boolean default false) returns setof app.period_part
language plpgsql stable set search_path = app, pg_temp as $$
declare
  day date := today();
  campaign_months int4range := case when c.starts_on is not null and c.ends_on is not null then int4range(grid_month(c.starts_on), grid_month(c.ends_on), '[]') end;
  codes text[];
  spans int4range[];
  closes date[];
  one record;
  span int4range;
begin
  if not running then
    return query
      select p.code, null::text, 'own', 0, p.code, 0, coalesce(p.ends_on, c.ends_on, day), least(coalesce(p.ends_on, c.ends_on, day), day), least(coalesce(p.ends_on, c.ends_on, day), day)
        from unnest(wanted) w cross join lateral period_of(w, c.id) p where w = any (c.report_periods);
    if wanted <@ c.report_periods then
      return;
    end if;
    return query                                                -- the same months by another name, 2025-H1 and 2025-6M
      select w, null::text, 'own', 0, p.code, 0, coalesce(p.ends_on, c.ends_on, day), least(coalesce(p.ends_on, c.ends_on, day), day), least(coalesce(p.ends_on, c.ends_on, day), day)
        from unnest(wanted) w cross join lateral reported_as(c, w) alias cross join lateral period_of(alias, c.id) p where w <> all (c.report_periods) and alias is not null;
  end if;
  select array_agg(s.code), array_agg(s.months), array_agg(s.ends_on) into codes, spans, closes
    from (select r.code, months_covered(r.code, c.starts_on, c.ends_on) as months, p.ends_on
            from (select distinct unnest(c.report_periods) as code) r cross join lateral period_of(r.code, c.id) p) s
   where s.months is not null and s.ends_on is not null;
  for one in select w as code, months_covered(w, c.starts_on, c.ends_on) as months from unnest(wanted) w where running or (w <> all (c.report_periods) and reported_as(c, w) is null) loop
    span := coalesce(one.months * campaign_months, one.months);
    if running then
      continue when one.months is null or lower(one.months) <= lower(campaign_months);      -- its own figure is the sum, or it lies before
      span := int4range(coalesce(lower(campaign_months), lower(one.months)), upper(one.months));
      continue when lower(one.months) <= lower(span);
    end if;
    continue when span is null or isempty(span);
    return query                                                -- a sum of disjoint periods
      with tiles as (select t.code, t.gap, closes[array_position(codes, t.code)] as ends_on from tiling_of(span, codes, spans) t),
           closing as (select coalesce(max(ends_on) filter (where ends_on <= day), min(ends_on)) as on_day from tiles where not gap)
      select case when running then 'until ' || one.code else one.code end, 'periodic', case when t.gap then 'gap' else 'piece' end, 0, t.code, 0, t.ends_on, least(k.on_day, day), least(t.ends_on, day)
        from tiles t cross join closing k where k.on_day is not null or not running;      -- gaps alone: asked, and not to be had
    continue when running;
    return query                                                -- the last word within, less what was said before
      with kinds as (
        select 'level' as accumulation, 1 as stretch, span as within, null::int as origin
        union all
        select 'cumulative', (row_number() over (order by s))::int, s * span, lower(s) from counting_stretches(c.starts_on, c.ends_on, span) s),
      reported as (select code, months, ends_on from unnest(codes, spans, closes) u(code, months, ends_on)),
      lasts as (
        select k.*, r.code, r.ends_on, (upper(r.months) * 100 + least(upper(r.months) - lower(r.months), 99))::int as rank
          from kinds k join reported r on k.within @> upper(r.months) - 1),
      closing as (select accumulation, coalesce(max(ends_on) filter (where ends_on <= day), min(ends_on)) as on_day from lasts group by 1)
      select one.code, l.accumulation, 'last', l.stretch, l.code, l.rank, l.ends_on, least(x.on_day, day), least(x.on_day, day) from lasts l join closing x using (accumulation)
      union all
      select one.code, k.accumulation, case when b.code is null then 'gap' else 'before' end, k.stretch, coalesce(b.code, month_code(lower(k.within) - 1)), 0, b.ends_on,
             least(x.on_day, day), least(b.ends_on, day)
        from kinds k join closing x using (accumulation)
        left join lateral (select r.code, r.ends_on from reported r where upper(r.months) = lower(k.within) order by lower(r.months) limit 1) b on true
       where lower(k.within) > k.origin;
  end loop;
end $$;

-- ---- whose figures count where ----

-- Where the land of a unit lies on a day: in the unit itself, forward in those that took it over, each with its share, or
-- backward in the nearest unit that held all it was made of. `exact` is false where a share is an estimate, or where the parts
-- have no common holder.
create or replace function app.standing_on(unit int, on_day date) returns table (as_unit int, share numeric, exact boolean)
language plpgsql stable set search_path = app, pg_temp as $$
declare
  life daterange := (select existence from units where id = unit);
begin
  if life @> on_day then
    return query select unit, 1::numeric, true;
  elsif upper(life) <= on_day then
    return query
      with recursive steps as (
        select s.predecessor_id, s.successor_id, s.extent = 'whole' as whole,
               case when s.extent = 'whole' then 1 else coalesce(s.share, 1.0 / count(*) over (partition by s.event_id, s.predecessor_id)) end as share
          from unit_successions s join unit_events e on e.id = s.event_id and e.reversed_on is null and e.effective_on <= on_day
         where s.extent <> 'tasks'),
      heirs(unit_id, share, exact) as (
        select unit, 1::numeric, true
        union all
        select s.successor_id, h.share * s.share, h.exact and s.whole from heirs h join steps s on s.predecessor_id = h.unit_id)
      select h.unit_id, sum(h.share), bool_and(h.exact) from heirs h join units u on u.id = h.unit_id and u.existence @> on_day group by 1;
  else
    return query
      with recursive made_of(unit_id) as (
        select unit
        union
        select s.predecessor_id from made_of m join unit_successions s on s.successor_id = m.unit_id and s.extent <> 'tasks'
          join unit_events e on e.id = s.event_id and e.reversed_on is null and e.effective_on > on_day
          join units p on p.id = s.predecessor_id and coalesce(p.level, '') = coalesce((select level from units where id = unit), '')),
      parts as (select m.unit_id from made_of m join units u on u.id = m.unit_id and u.existence @> on_day)
      select t.ancestor_id, 1::numeric, true from parts p join unit_tree t on t.unit_id = p.unit_id and t.valid_from <= on_day and t.valid_to > on_day
       group by t.ancestor_id having count(*) = (select count(*) from parts) order by max(t.depth) limit 1;
  end if;
end $$;

-- The rows in which each unit counts on each of some days: all of the scope in one (total), itself (unit), the unit of a level
-- above it, those of `uppers` that it is or that stand above it, or the groups it belongs to. A unit that had ceased, or stood elsewhere, is in none. `seats` says where each stands,
-- itself or the area it reports for. `structure` asks with the tree of another day; of a scope that had ceased by then it shows
-- where its land lies now.
drop function if exists app.placed_units(int, text, text, uuid, int[], int[], date[], date);
create or replace function app.placed_units(scope int, by text, level text, uppers int[], chosen_group uuid, units_asked int[], seats int[], days date[], structure date)
returns table (unit_id int, seat int, placed_on date, row_unit int, row_group uuid, share numeric, exact boolean)
language plpgsql stable set search_path = app, pg_temp as $$
#variable_conflict use_column
declare
  scope_until date := (select upper(existence) - 1 from units where id = scope);
  scope_is_gone boolean := coalesce(structure > scope_until, false);
begin
  return query
    with stood as materialized (                    -- each seat is followed once
      select a.seat, s.as_unit, s.share, s.exact
        from (select distinct unnest(seats) as seat) a
       cross join lateral (select a.seat as as_unit, 1::numeric as share, true as exact where structure is null
                           union all select x.as_unit, x.share, x.exact from standing_on(a.seat, structure) x where structure is not null) s),
    standing as (
      select a.unit_id, a.seat, d.day, s.as_unit, s.share, s.exact,
             case when scope_is_gone then structure else least(coalesce(structure, d.day), scope_until) end as tree_day
        from unnest(units_asked, seats) a(unit_id, seat)
       cross join unnest(days) d(day)
        join units u on u.id = a.unit_id and coalesce(upper(u.existence) > d.day, true) and coalesce(lower(u.existence) <= d.day, true)
        join stood s on s.seat = a.seat),
    inside as (
      select s.* from standing s
        join unit_tree t on t.ancestor_id = scope and t.unit_id = case when scope_is_gone then s.seat else s.as_unit end
       cross join lateral (select case when scope_is_gone then least(s.day, scope_until) else s.tree_day end as day) home
       where t.valid_from <= home.day and t.valid_to > home.day),
    grouped as (
      select i.unit_id, i.seat, i.day, i.share, i.exact, g.id as group_id, g.unit_id as owner_id
        from inside i
        join unit_tree t on t.unit_id = i.as_unit and t.valid_from <= i.tree_day and t.valid_to > i.tree_day
        join unit_group_members m on m.member_id = t.ancestor_id and m.valid @> i.tree_day
        join unit_groups g on g.id = m.group_id and (chosen_group is null or g.id = chosen_group)
       where by = 'group' or chosen_group is not null),
    rows_of as (
      select i.unit_id, i.seat, i.day, case when by = 'total' then scope when structure is null then i.unit_id else i.as_unit end as row_unit, null::uuid as row_group, i.share, i.exact
        from inside i
       where by in ('total', 'unit') and coalesce(placed_units.level, uppers::text) is null
         and (chosen_group is null or exists (select from grouped g where g.unit_id = i.unit_id and g.seat = i.seat and g.day = i.day))
      union all
      select i.unit_id, i.seat, i.day, a.id, null, i.share, i.exact
        from inside i
        join unit_tree t on t.unit_id = i.as_unit and t.valid_from <= i.tree_day and t.valid_to > i.tree_day
        join units a on a.id = t.ancestor_id
         and case when uppers is not null then a.id = any (uppers)
                  else a.level = placed_units.level and is_area(a.kind) end
       where by = 'unit' and coalesce(placed_units.level, uppers::text) is not null
         and (scope_is_gone or exists (select from unit_tree below where below.ancestor_id = scope and below.unit_id = a.id and below.valid_from <= i.tree_day and below.valid_to > i.tree_day))
         and (chosen_group is null or exists (select from grouped g where g.unit_id = i.unit_id and g.seat = i.seat and g.day = i.day))
      union all
      select distinct g.unit_id, g.seat, g.day, g.owner_id, g.group_id, g.share, g.exact from grouped g where by = 'group')
    select r.unit_id, r.seat, r.day, r.row_unit, r.row_group, sum(r.share), bool_and(r.exact) or sum(r.share) = 1 from rows_of r group by 1, 2, 3, 4, 5;
end $$;

-- ---- what is known ----

-- Figures on which a roll-up rests: the official ones; with `basis` submitted those handed in, where there are any; with all
-- also drafts. `as_of` asks for what was official at an instant.
create or replace function app.known_values(wanted uuid[], periods text[], units_asked int[], basis text, as_of timestamptz)
returns table (indicator_id uuid, period text, unit_id int, status text, value numeric, numerator numeric, denominator numeric, since timestamptz, source text)
language plpgsql stable set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  if basis = 'official' and as_of is null and units_asked is null then
    return query select o.indicator_id, o.period, o.unit_id, o.status, o.value, o.numerator, o.denominator, o.since, o.source
                   from official_values o where o.indicator_id = any (wanted) and o.period = any (known_values.periods);
  elsif basis = 'official' and as_of is null then
    return query select o.indicator_id, o.period, o.unit_id, o.status, o.value, o.numerator, o.denominator, o.since, o.source
                   from official_values o where o.indicator_id = any (wanted) and o.period = any (known_values.periods) and o.unit_id = any (units_asked);
  elsif basis = 'official' then
    return query
      select o.indicator_id, o.period, o.unit_id, o.status, o.value, o.numerator, o.denominator, o.since, o.source
        from official_values o where o.indicator_id = any (wanted) and o.period = any (known_values.periods) and o.since <= as_of
      union all
      select p.indicator_id, p.period, p.unit_id, p.status, p.value, p.numerator, p.denominator, p.known_from, p.source
        from official_values_past p where p.indicator_id = any (wanted) and p.period = any (known_values.periods) and p.known_from <= as_of and p.known_to > as_of;
  else
    return query
      with reports as (
        select s.* from submissions s
         where s.campaign_id in (select i.campaign_id from indicators i where i.id = any (wanted)) and s.period = any (known_values.periods)
           and (s.state in ('submitted', 'verified', 'approved') or basis = 'all'))
      select v.indicator_id, r.period, r.unit_id, v.status, v.value, v.numerator, v.denominator, r.submitted_at, v.source
        from reports r join submission_values v on v.submission_id = r.id where v.indicator_id = any (wanted)
      union all
      select o.indicator_id, o.period, o.unit_id, o.status, o.value, o.numerator, o.denominator, o.since, o.source
        from official_values o
       where o.indicator_id = any (wanted) and o.period = any (known_values.periods) and not exists (select from reports r where r.id = o.submission_id);
  end if;
end $$;

-- What a value was stays, with the time in which it was what was known.
create or replace function app.keep_past_value() returns trigger language plpgsql security definer set search_path = app, pg_temp as $$
begin
  if tg_op = 'DELETE' or (old.value, old.numerator, old.denominator, old.text_value, old.items, old.status, old.edition)
       is distinct from (new.value, new.numerator, new.denominator, new.text_value, new.items, new.status, new.edition) then
    insert into official_values_past(indicator_id, period, unit_id, value, numerator, denominator, text_value, items, status, submission_id, edition, source, known_from, known_to)
    values (old.indicator_id, old.period, old.unit_id, old.value, old.numerator, old.denominator, old.text_value, old.items, old.status, old.submission_id, old.edition,
            old.source, old.since, business_now());
  end if;
  return null;
end $$;
drop trigger if exists past_is_kept on app.official_values;
create trigger past_is_kept after update or delete on app.official_values for each row execute function app.keep_past_value();

-- ---- the sums ----

-- One row per indicator, asked period and place with every sum that a kind of roll-up may want. Of each unit its figures are made
-- first (a period out of others), then the units are put together. Who owes at the end of the period is the m of the coverage;
-- what an earlier reporter said of earlier periods still counts.
create or replace function app.rolled_up(campaign uuid, scope int, by text, wanted uuid[], parts app.period_part[], options jsonb)
returns table (indicator_id uuid, asked text, unit_id int, group_id uuid, total numeric, numerator numeric, denominator numeric, mean numeric, lowest numeric, highest numeric,
               weighted numeric, latest numeric, figures int, reported int, expected_reports int, absent int[], members int[], lacking text, not_additive boolean,
               freshness timestamptz, sources text, exact boolean, until date)
language plpgsql stable set search_path = app, pg_temp as $$
#variable_conflict use_column
declare
  owing int[];
  seats int[];
  issuer int := (select c.unit_id from campaigns c where c.id = campaign);
  days date[] := array(select distinct d from unnest(parts) p cross join lateral (values (p.placed_on), (p.owes_on)) v(d) where d is not null);
  codes text[] := array(select distinct p.period from unnest(parts) p where p.part <> 'gap');
  structure date := (options ->> 'structure_date')::date;
begin
  select array_agg(x.unit_id), array_agg(x.seat) into owing, seats
    from (select distinct r.unit_id, coalesce(r.area_id, r.unit_id) as seat from reporters r where r.campaign_id = campaign) x;
  return query
    with part as (select * from unnest(parts) p where p.part <> 'gap'),
    chosen as (
      select i as indicator, i.population ->> 'group' is not null as of_a_group, i.id, i.accumulation, i.rollup, i.rollup in ('sum', 'ratio', 'none') as additive,
             i.value_type in ('percent', 'rank', 'boolean', 'ratio') and i.rollup <> 'ratio' as intensive
        from indicators i where i.id = any (wanted)),
    place as materialized (select * from placed_units(scope, by, options ->> 'level', case when options ? 'units' then array(select x::int from jsonb_array_elements_text(options -> 'units') x) end, (options ->> 'group')::uuid, owing, seats, days, structure)),
    known as materialized (
      select * from known_values(wanted, codes, case when scope <> issuer and structure is null then array(select distinct p.unit_id from place p) end,
                                 coalesce(options ->> 'basis', 'official'), (options ->> 'as_of')::timestamptz)),
    own as (
      select r.indicator_id, p.asked, r.unit_id, l.row_unit, l.row_group, l.share, l.exact, k.value, k.numerator, k.denominator, true as owes,
             coalesce(k.status, 'not_available') = 'not_available' as lacks, coalesce(k.status in ('not_applicable', 'excused'), false) as exempt, k.since, k.source,
             null::text as lacking, p.ends_on as until, false as spoils, false as unsummable, c.accumulation, c.rollup, c.additive
        from part p
        join reporters r on r.campaign_id = campaign and r.indicator_id = any (wanted)
        join chosen c on c.id = r.indicator_id and (not c.of_a_group or is_of_population(c.indicator, r.unit_id, p.ends_on))
         and coalesce(r.valid_from, '-infinity') <= p.ends_on and coalesce(r.valid_to, 'infinity') >= p.ends_on
        join place l on l.unit_id = r.unit_id and l.seat = coalesce(r.area_id, r.unit_id) and l.placed_on = p.placed_on
        left join known k on k.indicator_id = r.indicator_id and k.period = p.period and k.unit_id = r.unit_id
       where p.part = 'own'),
    cells as (
      select r.indicator_id, c.accumulation, c.rollup, c.additive, c.intensive, p.asked, p.part, p.stretch, p.rank, p.period, p.ends_on, r.unit_id, k.value, k.numerator, k.denominator, k.since, k.source,
             l.row_unit, l.row_group, l.share, l.exact,
             coalesce(r.valid_from, '-infinity') <= p.owes_on and coalesce(r.valid_to, 'infinity') >= p.owes_on and now_there.ok as owes,
             coalesce(k.status, 'not_available') = 'not_available' as lacks, coalesce(k.status in ('not_applicable', 'excused'), false) as exempt
        from part p
        join chosen c on c.accumulation = p.accumulation
        join reporters r on r.campaign_id = campaign and r.indicator_id = c.id
         and (not c.of_a_group or is_of_population(c.indicator, r.unit_id, coalesce(p.ends_on, p.owes_on)))
         and coalesce(r.valid_from, '-infinity') <= case when p.part = 'last' then p.owes_on else p.ends_on end
         and coalesce(r.valid_to, 'infinity') >= case when p.part = 'last' then p.owes_on else p.ends_on end
       cross join lateral (select exists (select from place x where x.unit_id = r.unit_id and x.seat = coalesce(r.area_id, r.unit_id) and x.placed_on = p.owes_on) as ok) now_there
        join place l on l.unit_id = r.unit_id and l.seat = coalesce(r.area_id, r.unit_id) and l.placed_on = case when p.part = 'before' and now_there.ok then p.owes_on else p.placed_on end
        left join known k on k.indicator_id = c.id and k.period = p.period and k.unit_id = r.unit_id
       where p.part <> 'own'),
    terms as (
      select x.*, case x.part when 'before' then -1 else 1 end as sign,
             row_number() over (partition by x.indicator_id, x.asked, x.part, x.stretch, x.unit_id, x.row_unit, x.row_group order by x.lacks, x.rank desc) as choice
        from cells x),
    derived as (
      select t.indicator_id, t.asked, t.unit_id, t.row_unit, t.row_group, min(t.share) as share, bool_and(t.exact) as exact,
             case when t.accumulation <> 'periodic' and bool_or(t.lacks) then null
                  when not t.intensive or count(t.value) <= 1 and bool_and(t.sign > 0) then sum(t.sign * t.value)
                  when bool_and(t.sign > 0) and count(t.denominator) = count(t.value) then sum(t.value * t.denominator) / nullif(sum(t.denominator), 0) end as value,
             case when t.accumulation = 'periodic' or not bool_or(t.lacks) then sum(t.sign * t.numerator) end as numerator,
             case when t.accumulation = 'periodic' or not bool_or(t.lacks) then sum(t.sign * t.denominator) end as denominator,
             bool_or(t.owes) as owes, bool_or(t.lacks) as lacks, bool_and(t.exempt) as exempt, max(t.since) as since, string_agg(t.source, ',') as source,
             string_agg(t.period, ',') filter (where t.lacks) as lacking, max(t.ends_on) filter (where not t.lacks) as until,
             not bool_or(t.owes) and bool_or(t.lacks) and t.accumulation <> 'periodic' as spoils,
             t.intensive and (count(t.value) > 1 or not bool_and(t.sign > 0)) and count(t.denominator) < count(t.value) as unsummable, t.accumulation, t.rollup, t.additive
        from terms t where t.part = 'piece' or t.choice = 1
       group by t.indicator_id, t.accumulation, t.rollup, t.additive, t.intensive, t.asked, t.unit_id, t.row_unit, t.row_group),
    gaps as (select p.asked, p.accumulation, string_agg(p.period, ',') as codes from unnest(parts) p where p.part = 'gap' group by 1, 2),
    unit_rows as (
      select u.*, g.codes as gaps, g.codes is null as whole, g.codes is null or u.accumulation = 'periodic' as adds_up
        from (select * from own union all select * from derived) u left join gaps g on g.asked = u.asked and g.accumulation = u.accumulation)
    select u.indicator_id, u.asked, u.row_unit, u.row_group,
           case when not bool_or(u.spoils) then sum(case when u.additive and u.share <> 1 then u.value * u.share else u.value end) filter (where u.adds_up) end,
           case when not bool_or(u.spoils) then sum(case when u.share <> 1 then u.numerator * u.share else u.numerator end) filter (where u.adds_up) end,
           case when not bool_or(u.spoils) then sum(case when u.share <> 1 then u.denominator * u.share else u.denominator end) filter (where u.adds_up) end,
           avg(u.value) filter (where u.whole), min(u.value) filter (where u.whole), max(u.value) filter (where u.whole),
           sum(u.value * u.denominator * u.share) filter (where u.rollup = 'weighted_mean' and u.whole)
             / nullif(sum(u.denominator * u.share) filter (where u.rollup = 'weighted_mean' and u.value is not null), 0),
           (array_agg(u.value order by u.since desc, u.unit_id) filter (where u.rollup = 'last' and u.value is not null and u.whole))[1],
           count(u.value)::int, count(*) filter (where u.owes and not u.lacks and not u.exempt)::int, count(*) filter (where u.owes and not u.exempt)::int,
           array_agg(u.unit_id) filter (where u.lacks), array_agg(u.unit_id) filter (where not u.lacks and not u.exempt),
           nullif(concat_ws(',', min(u.gaps), string_agg(u.lacking, ',')), ''), bool_or(u.unsummable), max(u.since), string_agg(u.source, ','), bool_and(u.exact),
           max(u.until)
      from unit_rows u
     group by u.indicator_id, u.asked, u.row_unit, u.row_group;
end $$;

-- Units named to report a sum while others below them report it too, at the same time: their figures would count twice.
create or replace function app.reporters_that_count_twice(campaign uuid) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  with named as materialized (select n.* from reporters_named(campaign, today()) n join indicators i on i.id = n.indicator_id and i.rollup in ('sum', 'ratio')),
  people as materialized (select distinct n.unit_id from named n),
  above as materialized (                         -- few or none of many who report; looked for once, not indicator by indicator
    select t.ancestor_id, t.unit_id from people p join unit_tree t on t.unit_id = p.unit_id and t.depth > 0 and t.valid_from <= today() and t.valid_to > today()
     where t.ancestor_id in (select u.unit_id from people u))
  select '/indicators', 'reporters_count_twice', jsonb_build_object('code', i.code, 'name', i.name, 'upper', unit_name_on(a.unit_id),
           'lower', string_agg(unit_name_on(b.unit_id), ', ' order by unit_name_on(b.unit_id)))
    from above t
    join named a on a.unit_id = t.ancestor_id
    join named b on b.unit_id = t.unit_id and b.indicator_id = a.indicator_id
     and coalesce(b.valid_from, '-infinity') <= coalesce(a.valid_to, 'infinity') and coalesce(a.valid_from, '-infinity') <= coalesce(b.valid_to, 'infinity')
    join indicators i on i.id = a.indicator_id
   group by i.code, i.name, i.ordinal, a.unit_id order by i.ordinal
$$;

-- The words in a list of words and how often: {"typed":3,"imported":1}.
create or replace function app.words_counted(list text) returns jsonb language sql immutable parallel safe as $$
  select coalesce(jsonb_object_agg(word, n), '{}') from (select word, count(*) as n from unnest(string_to_array(list, ',')) word group by 1) w
$$;

select app.by_engine('app.keep_past_value()', 'app.reporters_that_count_twice(uuid)');
revoke execute on function app.rolled_up(uuid, int, text, uuid[], app.period_part[], jsonb), app.known_values(uuid[], text[], int[], text, timestamptz) from public, thidua_service;
