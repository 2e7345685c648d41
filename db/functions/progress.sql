-- Progress: roll-ups over those who owe an indicator; what they say of it is judged in status.sql. The engine computes them after
-- checking that the caller sees the campaign, so that a total is the same for everybody; whose figures are missing is told
-- only to those who may know.

-- Periods as a request names them: codes, and ranges `2025-M01..2025-M06` of one kind. Null asks for all.
create or replace function app.periods_asked(asked text[]) returns text[] language sql stable as $$
  select case when asked is not null then array(
    select word from unnest(asked) word where word not like '%..%'
    union
    select p.code from unnest(asked) word
      join periods a on a.code = split_part(word, '..', 1) join periods b on b.code = split_part(word, '..', 2) and b.kind = a.kind
      join periods p on p.kind = a.kind and p.ends_on between a.ends_on and b.ends_on
     where word like '%..%') end
$$;

-- One row per indicator and period of a campaign, summed over the reporters below a unit (`by` total), or a row per reporter
-- (unit) or group (group). For the engine only: it asks nobody's leave, and everybody missing is named.
drop function if exists app.progress_of(uuid, int, boolean, text[], uuid);
create or replace function app.figures_of(campaign uuid, scope int, by text, periods text[], only_indicator uuid, options jsonb default '{}')
returns table (key text, indicator app.indicators, unit_id int, group_id uuid, period text, ends_on date, target numeric, printed text, target_source text, baseline jsonb,
               value numeric, numerator numeric, denominator numeric, text_value text, items jsonb, reported int, expected_reports int, missing jsonb,
               freshness timestamptz, sources jsonb, exact boolean, status text, reason text, method text, expected numeric, projected numeric,
               projected_low numeric, projected_high numeric, points int, percent numeric, required_rate numeric, first_target numeric, issuer_id int, heard boolean)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
declare
  c campaigns;
  scope_until date := (select upper(u.existence) - 1 from units u where u.id = scope);
  by_unit boolean := by = 'unit';
begin
  select * into c from campaigns where id = campaign;
  return query
    with asked as (
      select p.*, least(coalesce(p.ends_on, today()), today()) as on_day from (select distinct code from unnest(c.report_periods) code where figures_of.periods is null or code = any (figures_of.periods)) r cross join lateral period_of(r.code, c.id) p),
    shared as (select r.indicator_id, count(*) = 1 as sole from reporters r where r.campaign_id = c.id and owes_on(r, c.ends_on) group by 1),
    owed as (
      select r.indicator_id, p.code as period, case when by_unit then r.unit_id else scope end as unit_id, r.unit_id as reporter,
             o.status, o.value, o.numerator, o.denominator, o.text_value, o.since, o.source
        from asked p
        join reporters r on r.campaign_id = c.id
         and coalesce(r.valid_from, '-infinity') <= coalesce(p.ends_on, 'infinity') and coalesce(r.valid_to, 'infinity') >= coalesce(p.ends_on, '-infinity')
        join units u on u.id = r.unit_id and coalesce(upper(u.existence) > p.on_day, true)
        join unit_tree t on t.ancestor_id = scope and t.unit_id = coalesce(r.area_id, r.unit_id)
         and t.valid_from <= least(p.on_day, scope_until) and t.valid_to > least(p.on_day, scope_until)
        left join official_values o on o.indicator_id = r.indicator_id and o.period = p.code and o.unit_id = r.unit_id
       where only_indicator is null or r.indicator_id = only_indicator),
    summed as (
      select w.indicator_id, w.period, w.unit_id,
             sum(w.value) as total, sum(w.numerator) as n, sum(w.denominator) as d, avg(w.value) as mean, min(w.value) as lowest, max(w.value) as highest,
             sum(w.value * w.denominator) / nullif(sum(w.denominator) filter (where w.value is not null), 0) as weighted,
             (array_agg(w.value order by w.since desc) filter (where w.value is not null))[1] as latest, count(w.value) as figures, max(w.text_value) as words,
             count(*) filter (where w.status in ('reported', 'nil'))::int as given,
             count(*) filter (where w.status is null or w.status not in ('not_applicable', 'excused'))::int as due,
             jsonb_agg(w.reporter) filter (where w.status is null or w.status = 'not_available') as absent, max(w.since) as fresh,
             jsonb_strip_nulls(jsonb_build_object('typed', nullif(count(*) filter (where w.source = 'typed'), 0), 'imported', nullif(count(*) filter (where w.source = 'imported'), 0),
               'computed', nullif(count(*) filter (where w.source = 'computed'), 0), 'prefilled', nullif(count(*) filter (where w.source = 'prefilled'), 0),
               'reused', nullif(count(*) filter (where w.source = 'reused'), 0))) as mix
        from owed w group by 1, 2, 3),
    wanted_rows as (
      select s.* from summed s
      union all                                   -- what nobody owes still is an indicator of the campaign
      select i.id, p.code, scope, null, null, null, null, null, null, null, null, 0, null, 0, 0, null, null, '{}'
        from indicators i cross join asked p
       where i.campaign_id = c.id and not by_unit and scope = c.unit_id and (only_indicator is null or i.id = only_indicator)
         and not exists (select from summed s where s.indicator_id = i.id and s.period = p.code))
    select format('%s %s %s %s %s', c.code, lpad(i.ordinal::text, 5, '0'), i.code, p.code, unit_uid(r.unit_id)), i, r.unit_id, null::uuid, r.period, p.ends_on, goal.target, goal.printed,
           null::text, i.baseline,
           case when i.rollup in ('ratio', 'mean', 'weighted_mean') then trim_scale(round(rolled.value, greatest(i.decimals, 2))) else rolled.value end,
           case when i.rollup = 'ratio' then r.n end, case when i.rollup in ('ratio', 'weighted_mean') then r.d end,
           case when r.due = 1 then r.words end, '[]'::jsonb, r.given, r.due,
           coalesce((select jsonb_agg(unit_brief(a::int, p.starts_on) order by unit_name_on(a::int)) from jsonb_array_elements_text(r.absent) a), '[]'),
           r.fresh, coalesce(r.mix, '{}'), true,
           case when open.partly then 'no_data' else judged.status end,
           case when open.partly then 'coverage_incomplete' when judged.reason = 'not_reported' and i.value_type = 'ratio' and r.given > 0 then 'denominator_missing'
                               when judged.reason = 'not_reported' and i.rollup = 'none' and r.figures > 1 then 'not_additive'
                               when judged.reason = 'not_reported' and p.due_on >= today() then 'not_due_yet' else judged.reason end,
           null::text, judged.expected, judged.projected, null::numeric, null::numeric, null::int, judged.percent, null::numeric, null::numeric,
           c.unit_id, c.state not in ('draft', 'proposed') and r.unit_id = c.unit_id
      from wanted_rows r join indicators i on i.id = r.indicator_id join asked p on p.code = r.period left join shared s on s.indicator_id = i.id
     cross join lateral (select trim_scale(round(case i.rollup when 'sum' then r.total when 'ratio' then ratio_of(r.n, r.d, i.unit_of_measure) when 'mean' then r.mean
             when 'weighted_mean' then r.weighted when 'last' then r.latest when 'min' then r.lowest when 'max' then r.highest
             else case when r.figures = 1 then r.total end end, 6)) as value) rolled
      left join targets t on t.indicator_id = i.id and t.unit_id = r.unit_id and t.valid_from <= p.on_day and coalesce(t.valid_to, 'infinity') > p.on_day
     cross join lateral (
       select case when t.id is not null then coalesce(t.target_value, ratio_of(t.numerator, t.denominator, i.unit_of_measure))
                   when r.unit_id = c.unit_id or i.rollup <> 'sum' or s.sole then whole_target(i) end as target,
              case when t.id is not null then t.printed when r.unit_id = c.unit_id or i.rollup <> 'sum' or s.sole then i.printed end as printed) goal
     cross join lateral verdict_on(i, c, goal.target, i.baseline, rolled.value, coalesce(p.ends_on, c.ends_on), null) judged
     cross join lateral (                          -- a sum over some of its parts proves nothing but what the rest cannot undo
       select i.rollup = 'sum' and r.given between 1 and r.due - 1
          and judged.status = any (case i.direction when 'down' then '{on_track,met,exceeded}' else '{behind,at_risk,missed}' end::text[]) as partly) open;
end $$;

-- The same for who asks: a campaign out of sight has no rows; figures of single units only for those who reach the unit, for
-- the issuer and the leading unit; who is missing only for those who may know.
create or replace function app.progress_rows(campaign uuid, scope int, by text, periods text[], only_indicator uuid, options jsonb default '{}')
returns table (key text, indicator app.indicators, unit_id int, group_id uuid, period text, ends_on date, target numeric, printed text, target_source text, baseline jsonb,
               value numeric, numerator numeric, denominator numeric, text_value text, items jsonb, reported int, expected_reports int, missing jsonb,
               freshness timestamptz, sources jsonb, exact boolean, status text, reason text, method text, expected numeric, projected numeric,
               projected_low numeric, projected_high numeric, points int, percent numeric, required_rate numeric, first_target numeric, issuer_id int, heard boolean)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
declare
  caller int := claim_unit();
  c campaigns;
  judges boolean;
begin
  select * into c from campaigns where id = campaign;
  if c.id is null or not thing_is_seen('campaign', to_jsonb(c)) then
    return;
  end if;
  judges := caller = c.unit_id or unit_reaches(caller, scope);
  return query
    select r.key, r.indicator, r.unit_id, r.group_id, r.period, r.ends_on, r.target, r.printed, r.target_source, r.baseline, r.value, r.numerator, r.denominator,
           r.text_value, r.items, r.reported, r.expected_reports, case when judges or caller = r.unit_id then r.missing end, r.freshness, r.sources, r.exact,
           r.status, r.reason, r.method, r.expected, r.projected, r.projected_low, r.projected_high, r.points, r.percent, r.required_rate, r.first_target,
           r.issuer_id, r.heard
      from figures_of(campaign, scope, by, progress_rows.periods, only_indicator, options) r
     where r.unit_id = c.unit_id or judges or caller = (r.indicator).lead_unit_id or unit_reaches(caller, r.unit_id);
end $$;

select app.by_engine('app.figures_of(uuid,int,text,text[],uuid,jsonb)', 'app.progress_rows(uuid,int,text,text[],uuid,jsonb)');
revoke execute on function app.figures_of(uuid, int, text, text[], uuid, jsonb) from thidua_service;
