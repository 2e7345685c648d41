-- Progress: what is rolled up (rollup.sql), computed (formulas.sql), aimed at (targets.sql) and judged (status.sql) in one row per
-- indicator, place and period. A total is the same for everybody; figures of single units, and who is missing, are told only
-- to those who may know.

-- Periods as a request names them: codes, and ranges `2025-M01..2025-M06` of one kind from the earlier to the later. Null asks
-- for all.
create or replace function app.periods_asked(asked text[]) returns text[] language plpgsql stable set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(
    select row('?period', 'period_range_not_valid', jsonb_build_object('range', word))::fault from unnest(asked) word
     where word like '%..%' and not exists (select from periods a join periods b on b.code = split_part(word, '..', 2) and b.kind = a.kind and b.ends_on >= a.ends_on
                                             where a.code = split_part(word, '..', 1))));
  return (select case when asked is not null then array(
    select word from unnest(asked) word where word not like '%..%'
    union
    select p.code from unnest(asked) word
      join periods a on a.code = split_part(word, '..', 1) join periods b on b.code = split_part(word, '..', 2) and b.kind = a.kind
      join periods p on p.kind = a.kind and p.ends_on between a.ends_on and b.ends_on
     where word like '%..%') end);
end $$;

-- Whether a campaign has months of the periods asked, one of each range at least; refuses the others, naming those it reports.
create or replace function app.periods_within(c app.campaigns, asked text[]) returns boolean language plpgsql stable set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(
    select row('?period', 'period_outside_campaign', jsonb_build_object('period', period_said(word), 'title', c.title, 'periods', array_to_string(c.report_periods, ', ')))::fault
      from unnest(asked) word
     where c.starts_on is not null and c.ends_on is not null
       and not exists (select from periods_asked(array[word]) p(codes) cross join lateral unnest(p.codes) code
                        where code = any (c.report_periods) or months_covered(code, c.starts_on, c.ends_on) && int4range(grid_month(c.starts_on), grid_month(c.ends_on), '[]'))));
  return true;
end $$;

-- The indicators whose figures are needed to tell some (null: all): themselves, the operands of their formulas, the parts
-- they want all of.
drop function if exists app.indicators_needed(uuid, uuid);
create or replace function app.indicators_needed(campaign uuid, told uuid[]) returns uuid[] language plpgsql stable as $$
begin
  return (
    with recursive needed(id) as (
      select unnest(told)
      union
      select o.id from needed n join indicators i on i.id = n.id
        join indicators o on o.campaign_id = campaign and (o.code in (select formula_codes(i.formula_plan)) or (o.parent_id = i.id and o.component_rule = 'all_of')))
    select case when told is null then array(select i.id from indicators i where i.campaign_id = campaign) else array(select id from needed) end);
end $$;

-- How progress is asked for, with what contradicts itself refused: figures of another time are known of official ones only.
create or replace function app.progress_options(basis text, level text, unit_group uuid, structure_date date, as_of timestamptz) returns jsonb
language plpgsql stable set search_path = app, pg_temp as $$
begin
  if as_of is not null and basis <> 'official' then
    perform raise_problem(422, 'past_is_known_officially');
  elsif unit_group is not null and not exists (select from unit_groups g where g.id = unit_group) then
    perform raise_problem(404, 'not_found');
  end if;
  return jsonb_strip_nulls(jsonb_build_object('basis', case when basis = 'all' and only_oversees() then 'submitted' else basis end, 'level', level, 'group', unit_group, 'structure_date', structure_date, 'as_of', as_of));
end $$;

-- Of the periods a campaign reports, those that end before the last one asked: the points a forecast rests on. Up to eleven; of a
-- campaign with very many cells two, which with the one asked are three points, so that reading it stays quick.
create or replace function app.periods_before(c app.campaigns, asked text[]) returns text[] language plpgsql stable as $$
begin
  return (
    with size as (select count(*) as cells from reporters r where r.campaign_id = c.id),
    reported as (select p, months_covered(p, c.starts_on, c.ends_on) as months from unnest(c.report_periods) p where p <> all (asked))
    select array(select p from reported
                  where upper(months) < (select max(upper(months_covered(a, c.starts_on, c.ends_on))) from unnest(asked) a)
                  order by upper(months) desc, lower(months) limit (select least(11, greatest(2, 6000 / (cells + 1))) from size)));
end $$;

-- One row per indicator and period of a campaign: of all that report below a unit (`by` total), of each of them or of each unit of
-- a `level` (unit), or of each group (group). `options`: basis, structure_date, as_of, level, group; `units` in place of a level,
-- `indicators` in place of one. For the engine only: it asks nobody's leave, and everybody missing is named. Its statement is
-- planned for a few rows and meets thousands, hence joins by hash.
drop function if exists app.figures_of(uuid, int, text, text[], uuid, jsonb);
create or replace function app.figures_of(campaign uuid, scope int, by text, periods text[], only_indicator uuid, options jsonb default '{}')
returns table (key text, indicator app.indicators, unit_id int, group_id uuid, period text, ends_on date, target numeric, printed text, target_source text, baseline jsonb,
               value numeric, numerator numeric, denominator numeric, text_value text, items jsonb, reported int, expected_reports int, missing jsonb,
               freshness timestamptz, sources jsonb, exact boolean, status text, reason text, method text, expected numeric, projected numeric,
               projected_low numeric, projected_high numeric, points int, percent numeric, required_rate numeric, first_target numeric, issuer_id int, heard boolean,
               percent_of_first numeric, missing_periods text[], until date, provisional boolean)
language plpgsql stable security definer set search_path = app, pg_temp set jit = off as $$
#variable_conflict use_column
declare
  c campaigns;
  asked text[];
  told uuid[] := case when only_indicator is not null then array[only_indicator]
                      when options ? 'indicators' then array(select x::uuid from jsonb_array_elements_text(options -> 'indicators') x) end;
  wanted uuid[];
  earlier text[];
  parts period_part[];
  plans jsonb;
  named boolean := coalesce((options ->> 'names')::boolean, true);
  no_group uuid := '00000000-0000-0000-0000-000000000000';
  first_periods text[];
  official boolean := coalesce(options ->> 'basis', 'official') = 'official' and not options ? 'as_of';
begin
  select * into c from campaigns where id = campaign;
  asked := coalesce(figures_of.periods, c.report_periods);
  wanted := indicators_needed(campaign, told);
  earlier := periods_before(c, asked);
  parts := array(select p from period_parts(c, asked || earlier) p);
  if exists (select from indicators i where i.id = any (wanted) and i.accumulation = 'periodic') then
    parts := parts || array(select p from period_parts(c, asked || earlier, true) p);
  end if;
  first_periods := array(select distinct p.asked from unnest(parts) p where months_begin(p.asked, c));
  plans := (select jsonb_object_agg(i.code, i.formula_plan) from indicators i where i.id = any (wanted) and i.formula_plan is not null);

  return query
    with shown as materialized (
      select p.code, p.starts_on, p.ends_on, p.due_on, least(coalesce(p.ends_on, today()), today()) as on_day
        from (select distinct unnest(asked) as code) a cross join lateral period_of(a.code, c.id) p
       where a.code in (select x.asked from unnest(parts) x)),
    rolled as materialized (
      select r.*, trim_scale(round(case i.rollup when 'sum' then r.total when 'ratio' then ratio_of(r.numerator, r.denominator, i.unit_of_measure) when 'mean' then r.mean
               when 'weighted_mean' then r.weighted when 'last' then r.latest when 'min' then r.lowest when 'max' then r.highest
               else case when r.figures = 1 then r.total end end, 6)) as value
        from rolled_up(campaign, scope, by, wanted, parts, options) r join indicators i on i.id = r.indicator_id),
    places as (select distinct r.unit_id, r.group_id from rolled r union select scope, null where by = 'total'),
    figures as materialized (   -- what formulas are computed from
      select r.asked, r.unit_id, r.group_id, jsonb_object_agg(i.code, r.value) filter (where r.value is not null) as by_code
        from rolled r join indicators i on i.id = r.indicator_id where plans is not null group by 1, 2, 3),
    found as materialized (
      select r.indicator_id, r.asked as period, r.unit_id, r.group_id, r.value, r.numerator, r.denominator, r.figures, r.reported, r.expected_reports, r.absent, r.members, r.lacking,
             r.not_additive, r.freshness, case when r.sources like '%,%' then words_counted(r.sources) when r.sources is null then '{}' else jsonb_build_object(r.sources, 1) end as sources, r.exact, r.until, null::text as why
        from rolled r join shown s on s.code = r.asked
      union all                                   -- what is computed
      select i.id, s.code, p.unit_id, p.group_id, trim_scale(round(f.value, 6)), null, null, 0, coalesce(least_known.reported, 0), coalesce(least_known.expected_reports, 0), least_known.absent, null, o.lacking, false,
             o.freshness, case when f.value is null then '{}' else '{"computed":1}' end::jsonb, coalesce(o.exact, true), o.until,
             case when o.operands = 0 and s.code <> all (c.report_periods) then 'period_not_reported' else f.reason end
        from indicators i cross join shown s cross join places p
        left join figures g on g.asked = s.code and g.unit_id = p.unit_id and g.group_id is not distinct from p.group_id
       cross join lateral formula_figure(i.code, plans, coalesce(g.by_code, '{}')) f
       cross join lateral (
         select string_agg(r.lacking, ',') as lacking, max(r.freshness) as freshness, bool_and(r.exact) as exact, min(r.until) as until, count(*) as operands
           from rolled r where r.asked = s.code and r.unit_id = p.unit_id and r.group_id is not distinct from p.group_id and r.indicator_id = any (indicators_needed(campaign, array[i.id]))) o
        left join lateral (                        -- as complete as the operand that is least so
         select r.reported, r.expected_reports, r.absent
           from rolled r where r.asked = s.code and r.unit_id = p.unit_id and r.group_id is not distinct from p.group_id and r.indicator_id = any (indicators_needed(campaign, array[i.id]))
          order by r.expected_reports - r.reported desc limit 1) least_known on true
       where i.id = any (wanted) and i.formula_plan is not null and (o.operands > 0 or (by = 'total' and scope = c.unit_id))
      union all                                   -- what nobody owes still is an indicator of the campaign
      select i.id, s.code, scope, null, null, null, null, 0, 0, 0, null, null, null, false, null, '{}', true, null, null
        from indicators i cross join shown s
       where i.id = any (wanted) and i.formula_plan is null and by = 'total' and scope = c.unit_id
         and s.code = any (c.report_periods) and not exists (select from rolled r where r.indicator_id = i.id and r.asked = s.code)
      union all                                   -- and what the periods reported do not tell
      select o.id, s.code, o.unit_id, o.group_id, null, null, null, 0, 0, 0, null, null,
             coalesce((select string_agg(p.period, ',') from unnest(parts) p where p.asked = s.code and p.part = 'gap' and p.accumulation = o.accumulation), s.code),
             false, null, '{}', true, null, 'period_not_reported'
        from (select i.id, i.accumulation, r.unit_id, r.group_id from indicators i join rolled r on r.indicator_id = i.id and i.formula_plan is null
              union select i.id, i.accumulation, scope, null from indicators i where i.id = any (wanted) and i.formula_plan is null and by = 'total' and scope = c.unit_id) o
       cross join shown s
        left join rolled r on r.indicator_id = o.id and r.asked = s.code and r.unit_id = o.unit_id and coalesce(r.group_id::text, '') = coalesce(o.group_id::text, '')
       where s.code <> all (c.report_periods) and r.indicator_id is null),
    goals as materialized (
      select s.code, g.* from shown s cross join lateral goals_of(campaign, array(select p.unit_id from places p), s.on_day) g),
    earlier_points as (                            -- the last of each month before each figure, of sums of periods the running sums
      select f.indicator_id, f.period, f.unit_id, coalesce(f.group_id, no_group) as group_id, grid_month(r.until) as month,
             (array_agg(r.value order by r.until desc) filter (where r.until < f.until and r.value is not null and r.lacking is null and (i.rollup <> 'sum' or r.reported = r.expected_reports)))[1] as value,
             (array_agg(r.value) filter (where r.asked = 'until ' || f.period))[1] as running,
             bool_or(r.lacking is not null or r.reported < r.expected_reports) filter (where r.asked = 'until ' || f.period) as running_incomplete
        from found f join indicators i on i.id = f.indicator_id
        join rolled r on r.indicator_id = f.indicator_id and r.unit_id = f.unit_id and coalesce(r.group_id, no_group) = coalesce(f.group_id, no_group) and r.asked <> f.period
       where case when i.accumulation = 'periodic' then r.asked like 'until %' or r.asked = any (first_periods) else r.asked = any (c.report_periods) end
       group by 1, 2, 3, 4, 5),
    before as materialized (
      select e.indicator_id, e.period, e.unit_id, e.group_id, array_agg(e.month order by e.month) filter (where e.value is not null) as months,
             array_agg(e.value order by e.month) filter (where e.value is not null) as figures, max(e.running) as running, bool_or(e.running_incomplete) as running_incomplete
        from earlier_points e group by 1, 2, 3, 4),
    judged as materialized (
      select f.*, i as indicator, s.starts_on, s.ends_on, s.due_on, goal.target, goal.printed, goal.source as target_source, goal.baseline, goal.first_target, v.status, v.reason, v.method,
             v.expected, v.projected, v.projected_low, v.projected_high, v.points, v.percent, v.required_rate, series.running_incomplete,
             f.reported between 1 and f.expected_reports - 1 or f.lacking is not null or coalesce(series.running_incomplete, false) as partial
        from found f join indicators i on i.id = f.indicator_id join shown s on s.code = f.period
        left join goals g on g.code = f.period and g.indicator_id = f.indicator_id and g.unit_id = f.unit_id and f.group_id is null
       cross join lateral (select g.target, g.printed, g.source, g.baseline, g.first_target where f.group_id is null
                           union all               -- of a group what its members were given, else what holds for each
                           select case when i.rollup <> 'sum' then coalesce(target_figure(x, i), whole_target(i)) end, case when i.rollup <> 'sum' then case when x.id is null then i.printed else x.printed end end,
                                  case when i.rollup <> 'sum' then case when x.id is null then 'indicator' else 'group' end end, null, null
                             from (select) one left join targets x on x.indicator_id = f.indicator_id and x.group_id = f.group_id and x.state in ('assigned', 'revised')
                                                                  and x.valid_from <= s.on_day and coalesce(x.valid_to, 'infinity') > s.on_day where f.group_id is not null) goal
        left join before series on series.indicator_id = f.indicator_id and series.period = f.period and series.unit_id = f.unit_id and series.group_id = coalesce(f.group_id, no_group)
       cross join lateral verdict_of(i, c, goal.target, goal.baseline, case when f.value is not null then coalesce(series.running, f.value) end, coalesce(f.until, s.ends_on, c.ends_on),
                                     coalesce(series.months, '{}'), coalesce(series.figures, '{}')) v),
    settled as (                                   -- a sum over some of its parts proves nothing but what the rest cannot undo
      select j.*, i.rollup in ('sum', 'none') and (i.formula is null) and j.partial
               and j.status = any (case i.direction when 'down' then '{on_track,met,exceeded}' else '{behind,at_risk,missed}' end::text[]) as partly
        from judged j join indicators i on i.id = j.indicator_id),
    wholes as (                                    -- what wants each of its parts
      select (part.indicator).parent_id as indicator_id, part.period, part.unit_id, coalesce(part.group_id, no_group) as group_id,
             array_agg(case when part.partly then 'no_data' else part.status end) as statuses, bool_or(part.partial) as partial
        from settled part where (part.indicator).component_rule = 'all_of' group by 1, 2, 3, 4),
    answered as materialized (
      select s.*, coalesce(whole.status, case when s.partly then 'no_data' else s.status end) as final_status,
             -- of what wants all its parts, as soon as one of them is
             coalesce(w.partial, s.value is not null and (s.partial or s.reported < s.expected_reports or s.until < coalesce(s.ends_on, c.ends_on)), false) as provisional,
             case when whole.status is not null then whole.reason
                  when s.partly then 'coverage_incomplete'
                  when s.reason = 'not_reported' and s.why is not null and (s.why <> 'not_reported' or s.due_on < today()) then s.why
                  when s.reason = 'not_reported' and s.not_additive then 'not_additive'
                  when s.reason = 'not_reported' and (s.indicator).rollup = 'none' and s.figures > 1 then 'not_additive'
                  when s.reason = 'not_reported' and s.lacking is not null and s.figures > 0 then 'coverage_incomplete'
                  when s.reason = 'not_reported' and (s.indicator).value_type = 'ratio' and s.reported > 0 then 'denominator_missing'
                  when s.reason = 'not_reported' and s.due_on >= today() then 'not_due_yet' else s.reason end as final_reason
        from settled s
        left join wholes w on w.indicator_id = s.indicator_id and w.period = s.period and w.unit_id = s.unit_id and w.group_id = coalesce(s.group_id, no_group) and s.value is null
        left join lateral verdict_of_all(w.statuses) whole on w.statuses is not null
       where told is null or s.indicator_id = any (told)),
    names as materialized (
      select m.id, x.period, l.name, jsonb_build_object('id', m.uid, 'name', l.name, 'code', l.code) as said
        from (select distinct a.period, a.starts_on, lacking.id from answered a cross join unnest(a.absent) lacking(id) where named) x join units m on m.id = x.id
        join unit_labels l on l.unit_id = m.id and l.valid_from <= coalesce(x.starts_on, today()) and l.valid_to > coalesce(x.starts_on, today()))
    select format('%s %s %s %s %s %s', c.code, lpad((a.indicator).ordinal::text, 5, '0'), (a.indicator).code, a.period, u.uid, a.group_id), a.indicator, a.unit_id, a.group_id, a.period, a.ends_on,
           a.target, a.printed, a.target_source, a.baseline,
           case when (a.indicator).rollup in ('ratio', 'mean', 'weighted_mean') then trim_scale(round(a.value, greatest((a.indicator).decimals, 2))) else a.value end,
           case when (a.indicator).rollup = 'ratio' then a.numerator end, case when (a.indicator).rollup in ('ratio', 'weighted_mean') then a.denominator end,
           words.text_value, coalesce(words.items, '[]'), a.reported, a.expected_reports,
           case when named then coalesce((select jsonb_agg(n.said order by n.name) from names n where a.absent is not null and n.period = a.period and n.id = any (a.absent)), '[]') end,
           a.freshness, a.sources, a.exact, a.final_status, a.final_reason, a.method, a.expected, a.projected, a.projected_low, a.projected_high, a.points, a.percent, a.required_rate,
           a.first_target, c.unit_id, c.state not in ('draft', 'proposed') and a.unit_id = c.unit_id and a.group_id is null,
           (select v.percent from verdict_of(a.indicator, c, a.first_target, a.baseline, a.value, coalesce(a.until, a.ends_on, c.ends_on), '{}', '{}') v where a.first_target is not null),
           coalesce((select array_agg(distinct word order by word) from unnest(string_to_array(a.lacking, ',')) word), '{}'), a.until, a.provisional
      from answered a join units u on u.id = a.unit_id
      left join lateral (                          -- words and lists as one unit reports them; lists of sets of all of them
        select max(o.text_value) as text_value, jsonb_agg(e.item order by e.item ->> 'name') filter (where e.item is not null) as items
          from official_values o left join lateral jsonb_array_elements(o.items) e(item) on true
         where official and o.indicator_id = a.indicator_id and o.period = a.period and o.unit_id = any (a.members)
           and (a.indicator).value_type in ('text', 'set', 'count') and (cardinality(a.members) = 1 or (a.indicator).value_type = 'set')) words on true;
end $$;

-- Whether a period begins with the campaign, so that its own figure is the running sum.
create or replace function app.months_begin(code text, c app.campaigns) returns boolean language sql immutable parallel safe as $$
  select lower(months_covered(code, c.starts_on, c.ends_on)) <= grid_month(c.starts_on)
$$;

-- The same for who asks: a campaign out of sight has no rows; figures of single units only for those who reach the unit, for
-- the issuer and the leading unit; figures that are not official only for those, and drafts not for who oversees; who is missing
-- only for those who may know.
drop function if exists app.progress_rows(uuid, int, text, text[], uuid, jsonb);
create or replace function app.progress_rows(campaign uuid, scope int, by text, periods text[], only_indicator uuid, options jsonb default '{}')
returns table (key text, indicator app.indicators, unit_id int, group_id uuid, period text, ends_on date, target numeric, printed text, target_source text, baseline jsonb,
               value numeric, numerator numeric, denominator numeric, text_value text, items jsonb, reported int, expected_reports int, missing jsonb,
               freshness timestamptz, sources jsonb, exact boolean, status text, reason text, method text, expected numeric, projected numeric,
               projected_low numeric, projected_high numeric, points int, percent numeric, required_rate numeric, first_target numeric, issuer_id int, heard boolean,
               percent_of_first numeric, missing_periods text[], until date, provisional boolean)
language plpgsql stable security definer set search_path = app, pg_temp set jit = off as $$
#variable_conflict use_column
declare
  caller int := claim_unit();
  c campaigns;
  judges boolean;
  basis text := coalesce(options ->> 'basis', 'official');
begin
  select * into c from campaigns where id = campaign;
  if c.id is null or not thing_is_seen('campaign', to_jsonb(c))
     or only_indicator is not null and not exists (select from indicators i where i.id = only_indicator and i.campaign_id = campaign) then
    return;                                        -- an indicator of another campaign, whose it may be, is none of this one
  end if;
  if exists (select from unit_tree t where t.ancestor_id = scope and t.unit_id = c.unit_id and t.depth > 0) then
    scope := c.unit_id;                            -- of a wider area the campaign says nothing but its own
  end if;
  judges := caller = c.unit_id or unit_reaches(caller, scope);
  if basis = 'all' and only_oversees() then
    basis := 'submitted';
  end if;
  return query
    select r.key, r.indicator, r.unit_id, r.group_id, r.period, r.ends_on, r.target, r.printed, r.target_source, r.baseline, r.value, r.numerator, r.denominator,
           r.text_value, case when judges or caller in (r.unit_id, (r.indicator).lead_unit_id) then r.items else '[]' end, r.reported, r.expected_reports,
           case when judges or caller = r.unit_id then r.missing end, r.freshness, r.sources, r.exact,
           r.status, r.reason, r.method, r.expected, r.projected, r.projected_low, r.projected_high, r.points, r.percent, r.required_rate, r.first_target,
           r.issuer_id, r.heard and basis = 'official', r.percent_of_first, r.missing_periods, r.until, r.provisional
      from figures_of(campaign, scope, by, progress_rows.periods, only_indicator,
                      options || jsonb_build_object('basis', basis, 'names', judges or by = 'unit')) r
     where (r.unit_id = c.unit_id and r.group_id is null and basis = 'official') or judges or (caller = (r.indicator).lead_unit_id and basis <> 'all') or unit_reaches(caller, r.unit_id);
end $$;

-- The rows of a list over campaigns, in the order of their keys. Of a page (`wanted` rows behind the key `after`) only the
-- campaigns and indicators are worked out that it needs; `wanted` null asks for everything.
drop function if exists app.progress_listed(uuid[], int, text, text[], uuid, jsonb, text[], text[], text, int);
create or replace function app.progress_listed(campaigns uuid[], scope int, by text, periods text[], only_indicator uuid, options jsonb, fields text[], statuses text[],
                                               after text, wanted int)
returns table (campaign_id uuid, key text, indicator app.indicators, unit_id int, group_id uuid, period text, ends_on date, target numeric, printed text, target_source text,
               baseline jsonb, value numeric, numerator numeric, denominator numeric, text_value text, items jsonb, reported int, expected_reports int, missing jsonb,
               freshness timestamptz, sources jsonb, exact boolean, status text, reason text, method text, expected numeric, projected numeric,
               projected_low numeric, projected_high numeric, points int, percent numeric, required_rate numeric, first_target numeric, issuer_id int, heard boolean,
               percent_of_first numeric, missing_periods text[], until date, provisional boolean)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
declare
  c record;
  last_code text;
  found_rows int := 0;
  n int;
  waiting uuid[];
  take int;
begin
  for c in
    select x.id, x.unit_id, coalesce(x.code, '') as code, count(*) over (partition by x.code) > 1 as shares_code, cardinality(coalesce(progress_listed.periods, x.report_periods)) as periods
      from campaigns x where x.id = any (progress_listed.campaigns) and (after is null or coalesce(x.code, '') || ' ' > after collate "C" or starts_with(after, coalesce(x.code, '') || ' '))
     order by coalesce(x.code, '') collate "C"
  loop
    exit when found_rows >= wanted and c.code <> last_code;
    last_code := c.code;
    waiting := null;                               -- all at once
    if wanted is not null and only_indicator is null and not c.shares_code then
      select array_agg(i.id order by i.prefix collate "C") into waiting
        from (select x.id, concat_ws(' ', c.code, lpad(x.ordinal::text, 5, '0'), x.code, '') as prefix from indicators x
               where x.campaign_id = c.id and (fields is null or x.field = any (fields))) i
       where after is null or i.prefix > after collate "C" or starts_with(after, i.prefix);
      continue when waiting is null;
      take := greatest(1, (wanted - found_rows) / greatest(1, c.periods * case by when 'unit' then
        (select count(*) / greatest(count(distinct r.indicator_id), 1) from reporters r where r.campaign_id = c.id) else 1 end));
    end if;
    loop
      return query
        select c.id, r.*
          from progress_rows(c.id, coalesce(scope, c.unit_id), by, progress_listed.periods, only_indicator,
                             options || case when waiting is null then '{}' else jsonb_build_object('indicators', to_jsonb(waiting[:take])) end) r
         where (fields is null or (r.indicator).field = any (fields)) and (statuses is null or r.status = any (statuses)) and (after is null or r.key > after collate "C");
      get diagnostics n = row_count;
      found_rows := found_rows + n;
      waiting := waiting[take + 1:];
      take := take * 2;
      exit when coalesce(cardinality(waiting), 0) = 0 or found_rows >= wanted;
    end loop;
  end loop;
end $$;

select app.by_engine('app.figures_of(uuid,int,text,text[],uuid,jsonb)', 'app.progress_rows(uuid,int,text,text[],uuid,jsonb)',
  'app.progress_listed(uuid[],int,text,text[],uuid,jsonb,text[],text[],text,int)');
revoke execute on function app.figures_of(uuid, int, text, text[], uuid, jsonb) from thidua_service;
