-- Forecasts that people give, beside what is computed; and the campaign that answers the shortfall of another.

-- An indicator of one campaign by its id or code; null when the campaign has none of it.
create or replace function app.indicator_within(campaign uuid, reference text) returns app.indicators language sql stable as $$
  select i from indicators i where i.campaign_id = campaign and reference in ('code:' || i.code, i.id::text)
$$;

create or replace function app.forecast_faults(c app.campaigns, i app.indicators, about int, body jsonb) returns setof app.fault
language sql stable set search_path = app, pg_temp as $$
  select f.pointer, f.code, f.params from (values
    ('/indicator', 'indicator_not_in_campaign', jsonb_build_object('code', regexp_replace(body ->> 'indicator', '^code:', '')), i.id is null),
    ('/unit', 'unit_outside_the_campaign', jsonb_build_object('unit', unit_name_on(about)), not unit_in_campaign(about, c.unit_id)),
    ('/period', 'period_unknown', jsonb_build_object('period', body ->> 'period'), body ->> 'period' is not null and not body ->> 'period' = any (c.report_periods)),
    ('/value', 'forecast_says_something', '{}', coalesce(body ->> 'value', body ->> 'status') is null),
    ('/value', 'whole_number_needed', jsonb_build_object('value', body -> 'value', 'name', i.name),
      counts_whole(i) and (body ->> 'value')::numeric <> trunc((body ->> 'value')::numeric))) f(pointer, code, params, wrong)
   where f.wrong
$$;

-- Who may speak: the unit itself, the standing body of the issuer, the unit that leads the indicator.
create or replace function app.new_forecast(campaign uuid, body jsonb) returns setof app.forecasts language plpgsql set search_path = app, pg_temp as $$
declare
  c campaigns;
  i indicators := indicator_within(campaign, body ->> 'indicator');
  about int := coalesce(unit_named(body ->> 'unit'), claim_unit());
begin
  select * into c from campaigns where id = campaign;
  if c.state not in ('launched', 'concluded') then
    perform raise_problem(409, 'wrong_state', jsonb_build_object('thing', thing_label('campaign'), 'state', c.state, 'state_label', label('campaign_state', c.state),
      'states', '["launched", "concluded"]'::jsonb));
  end if;
  perform raise_faults(array(select f from forecast_faults(c, i, about, body) f));
  if not (about = claim_unit() or (c.unit_id = claim_unit() and has_role('reviewer')) or coalesce(i.lead_unit_id = claim_unit(), false)) then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('forecast'), 'who', unit_name_on(about)));
  end if;
  return query
    insert into forecasts(campaign_id, indicator_id, unit_id, issuer_id, lead_unit_id, by_unit_id, period, value, status, reason, foreseen_at)
    values (c.id, i.id, about, i.unit_id, i.lead_unit_id, claim_unit(), body ->> 'period', (body ->> 'value')::numeric, body ->> 'status', body ->> 'reason', business_now())
    returning *;
end $$;

-- The one that stands: nobody has said anything later about the same figure.
create or replace function app.forecast_stands(f app.forecasts) returns boolean language sql stable as $$
  select not exists (select from forecasts later where later.indicator_id = f.indicator_id and later.unit_id = f.unit_id and (later.foreseen_at, later.id) > (f.foreseen_at, f.id))
$$;

-- A forecast as replies show it (schema Forecast).
create or replace function app.forecast_shown(shown app.forecasts)
returns table (id uuid, "campaign.id" uuid, "campaign.code" text, "campaign.title" text, "indicator.id" uuid, "indicator.code" text, "indicator.name" text,
               "unit.id" uuid, "unit.code" text, "unit.name" text, period text, value numeric, unit_of_measure text, status text, status_label text, reason text,
               "by.id" uuid, "by.name" text, "by_unit.id" uuid, "by_unit.code" text, "by_unit.name" text, foreseen_at timestamptz, stands boolean, version int,
               created_at timestamptz, _unit_id int, _issuer_id int, _lead_unit_id int)
language plpgsql volatile rows 1 as $$
#variable_conflict use_column
begin
  return query
  select shown.id, c.id, c.code, c.title, i.id, i.code, i.name, unit_uid(shown.unit_id), unit_code_on(shown.unit_id, shown.foreseen_at::date),
         unit_name_on(shown.unit_id, shown.foreseen_at::date), shown.period, shown.value, i.unit_of_measure, shown.status, status_said(c, shown.status), shown.reason,
         shown.created_by, person_name(shown.created_by), unit_uid(shown.by_unit_id), unit_code_on(shown.by_unit_id, shown.foreseen_at::date),
         unit_name_on(shown.by_unit_id, shown.foreseen_at::date), shown.foreseen_at, forecast_stands(shown), shown.version, shown.created_at,
         shown.unit_id, shown.issuer_id, shown.lead_unit_id
    from campaigns c join indicators i on i.campaign_id = c.id where c.id = shown.campaign_id and i.id = shown.indicator_id;
end $$;

-- The forecast that stands, for rows of progress: {value, status, reason, by, by_unit, at}. Null for who may not read the
-- figures of the unit one by one.
create or replace function app.forecast_told(indicator uuid, unit int) returns jsonb language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  f forecasts;
begin
  select * into f from forecasts x where x.indicator_id = indicator and x.unit_id = unit order by x.foreseen_at desc, x.id desc limit 1;
  if f.id is null or not (claim_unit() in (f.issuer_id, coalesce(f.lead_unit_id, 0)) or unit_reaches(claim_unit(), unit)) then
    return null;
  end if;
  return jsonb_build_object('id', f.id, 'value', f.value, 'status', f.status, 'reason', f.reason, 'period', f.period, 'by', person_name(f.created_by),
    'by_unit', unit_name_on(f.by_unit_id, f.foreseen_at::date), 'at', to_char(f.foreseen_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'));
end $$;

-- ---- campaigns out of campaigns ----

-- The codes that copies take: the code of their campaign with the last part of the old one (KT2025-05A → KT-2026-05A), or with the
-- ordinal where two would be the same; so that a code keeps one meaning for whoever sees both campaigns.
create or replace function app.codes_of_copies(made_code text, chosen uuid[]) returns table (indicator_id uuid, old_code text, new_code text) language sql stable as $$
  select i.id, i.code, made_code || '-' || case when count(*) over (partition by upper(tail.said)) = 1 then tail.said else lpad(i.ordinal::text, 3, '0') end
    from indicators i cross join lateral (select substring(i.code from '([^-]+)$') as said) tail
   where i.id = any (chosen)
$$;

-- A formula in the codes of the copies; null when something it needs does not come along.
create or replace function app.formula_of_copy(said text, source uuid, chosen uuid[], made_code text) returns text language plpgsql stable as $$
declare
  code record;
begin
  for code in
    select i.code as old_code, c.new_code from indicators i left join codes_of_copies(made_code, chosen) c on c.indicator_id = i.id
     where i.campaign_id = source and said ~ ('(?<![A-Za-z0-9._])' || replace(i.code, '.', '\.') || '(?![A-Za-z0-9_])')
     order by length(i.code) desc
  loop
    said := regexp_replace(said, '(?<![A-Za-z0-9._])' || replace(code.old_code, '.', '\.') || '(?![A-Za-z0-9_])', code.new_code, 'g');
  end loop;
  return said;
end $$;

-- A stated season for the days of a copy: years later by as many as the campaigns are apart, and of what was left from its first
-- day on: 40 % by June and 70 % by September are, for a campaign that begins in July, half of it by September. None without points.
create or replace function app.season_of_copy(profile jsonb, source_starts date, source_due date, starts date, due date) returns jsonb language sql immutable parallel safe as $$
  with shift as (select make_interval(years => (extract(year from starts) - extract(year from source_starts))::int) as years),
  ends as (
    select years, seasonal_share(profile, source_starts, source_due, (starts - years - interval '1 month')::date) as before, seasonal_share(profile, source_starts, source_due, (due - years)::date) as after from shift),
  points as (
    select jsonb_agg(jsonb_build_object('on', (d.day + years)::date, 'share', trim_scale(round(100 * ((p ->> 'share')::numeric / 100 - before) / (after - before), 2))) order by d.day) as list
      from ends, jsonb_array_elements(profile -> 'points') p cross join lateral (select (p ->> 'on')::date as day) d
     where after > before and (d.day + years)::date between starts and due and (p ->> 'share')::numeric / 100 between before and after)
  select case when profile is null then null
              when starts is null or due is null or source_starts is null or source_due is null then profile
              when list is not null then profile || jsonb_build_object('points', list) end from points
$$;

-- Copies indicators into a draft, parents before their parts, with what `changes` says of each code. A part keeps its parent when
-- that comes along, and the sum of its parts only when all of them do.
create or replace function app.copy_indicators(source uuid, made uuid, chosen uuid[], changes jsonb default '{}') returns void
language plpgsql set search_path = app, pg_temp as $$
declare
  into_campaign campaigns;
  from_campaign campaigns;
  i indicators;
begin
  select * into into_campaign from campaigns where id = made;
  select * into from_campaign from campaigns where id = copy_indicators.source;
  for i in
    with recursive tree as (
      select x.id, 0 as depth from indicators x where x.id = any (chosen) and (x.parent_id is null or x.parent_id <> all (chosen))
      union all select x.id, t.depth + 1 from indicators x join tree t on x.parent_id = t.id where x.id = any (chosen))
    select x.* from indicators x join tree t on t.id = x.id where x.campaign_id = source order by t.depth, x.ordinal
  loop
    insert into indicators(campaign_id, unit_id, code, ordinal, source_ref, field, name, definition_note, quote, value_type, unit_of_measure, decimals, lowest, highest, printed,
                           comparator, bound, target_value, numerator, denominator, change_basis, baseline, parent_id, component_rule, named_items, population,
                           due_date, direction, evaluate_as, accumulation, rollup, lead_unit_id, reporters, visibility, library_code, weight, invented, formula, triggered_by,
                           when_falling, per_year, counted_in, seasonal_profile)
    select made, into_campaign.unit_id, own.new_code, i.ordinal, p.source_ref, i.field, i.name, p.definition_note, i.quote, i.value_type, p.unit_of_measure, p.decimals,
           i.lowest, i.highest, p.printed, p.comparator, p.bound, p.target_value, p.numerator, p.denominator, p.change_basis, p.baseline, parent.id,
           case when parent.id is not null and (i.component_rule <> 'sum' or not exists (
             select from indicators part where part.parent_id = i.parent_id and part.component_rule = 'sum' and part.id <> all (chosen))) then i.component_rule end,
           i.named_items, i.population, p.due_date, i.direction, i.evaluate_as, i.accumulation, i.rollup, p.lead_unit_id, p.reporters, i.visibility, i.library_code, i.weight,
           i.invented, formula_of_copy(i.formula, source, chosen, into_campaign.code), p.triggered_by, i.when_falling, i.per_year, i.counted_in,
           case when into_campaign.seasonal_profile is null or i.seasonal_profile is not null     -- the season of the campaign goes with it, unless the copy states its own
                then season_of_copy(coalesce(i.seasonal_profile, case when i.accumulation <> 'level' then from_campaign.seasonal_profile end), from_campaign.starts_on,
                                    coalesce(i.due_date, from_campaign.ends_on), into_campaign.starts_on, coalesce(p.due_date, into_campaign.ends_on)) end
      from jsonb_populate_record(i, '{"due_date":null,"baseline":null,"triggered_by":null}'::jsonb || coalesce(changes -> i.code, '{}')) p
      join codes_of_copies(into_campaign.code, chosen) own on own.indicator_id = i.id
      left join codes_of_copies(into_campaign.code, chosen) above on above.indicator_id = i.parent_id
      left join indicators parent on parent.campaign_id = made and parent.code = above.new_code;
  end loop;
end $$;

-- What remains of a target, as changes for copy_indicators: of a running total the rest, counted from now on, and of a ceiling the
-- room that is left, nothing where it is used up (not of shares, which do not add up to a ceiling); a level or a change is still
-- to be reached, and what was reached is its baseline.
create or replace function app.remaining_target(i app.indicators, target numeric, printed text, baseline jsonb, value numeric, until date, starts date, campaign_code text) returns jsonb
language sql stable as $$
  with asked as (
    select case when t.op in ('lt', 'lte') then greatest(t.needed - value, 0) else t.needed - value end as rest, t.op, t.op in ('lt', 'lte') as ceiling,
           i.comparator in ('increase_by', 'decrease_by') and t.base <> 0 as from_base
      from threshold_of(i, target, baseline) t),
  kept as (select jsonb_strip_nulls(jsonb_build_object('triggered_by', i.id, 'due_date', case when i.due_date > starts then i.due_date end)) as always)
  select kept.always || case
    when i.accumulation <> 'level' and (rest > 0 or ceiling) and rest is not null and not (ceiling and i.value_type in ('percent', 'ratio', 'rank', 'boolean')) then jsonb_build_object(
      'target_value', trim_scale(rest), 'numerator', null, 'denominator', null, 'decimals', least(greatest(i.decimals, scale(trim_scale(rest))), 6), 'baseline', null,
      'printed', figure_said(rest) || case when i.unit_of_measure = '%' and not from_base then '%' else '' end,
      'comparator', case when ceiling and rest = 0 then 'lte' when from_base or i.comparator in ('complete', 'improve', 'maintain', 'decrease_by') then asked.op else i.comparator end,
      'bound', case when not from_base then i.bound end, 'change_basis', case when not from_base then i.change_basis end,
      'unit_of_measure', case when not (from_base and i.unit_of_measure = '%') then i.unit_of_measure end,
      'definition_note', concat_ws('; ', i.definition_note, format('phần còn lại của chỉ tiêu %s thuộc %s: đến %s đã thực hiện %s',
        coalesce(printed, figure_said(coalesce(target, rest + value))), campaign_code, day_said(until), figure_said(value))))
    else jsonb_build_object('target_value', target, 'printed', printed, 'baseline',
      case when i.comparator in ('increase_by', 'decrease_by') and not i.per_year or value is null then baseline     -- what is to fall each year falls on from here
           else jsonb_build_object('year', extract(year from until), 'value', value, 'source', format('%s, đến %s', campaign_code, day_said(until))) end) end
    from asked, kept
$$;

create or replace function app.continuation_faults(c app.campaigns, asked_period text, body jsonb, risky uuid[]) returns setof app.fault
language sql stable set search_path = app, pg_temp as $$
  select '/period', 'period_unknown', jsonb_build_object('period', body ->> 'period') where body ->> 'period' is not null and not body ->> 'period' = any (c.report_periods)
  union all
  select format('/indicators/%s', a.ordinality - 1), case when (i).id is null then 'indicator_not_in_campaign' else 'indicator_is_not_at_risk' end,
         jsonb_build_object('code', regexp_replace(a.reference, '^code:', ''), 'name', (i).name, 'period', period_said(asked_period))
    from jsonb_array_elements_text(coalesce(body -> 'indicators', '[]')) with ordinality a(reference, ordinality) cross join lateral indicator_within(c.id, a.reference) i
   where (i).id is null or (i).id <> all (risky)
$$;

-- A draft of the caller's own unit out of what is at risk in a campaign in sight, judged by the figures of that unit and those below.
create or replace function app.continue_campaign(campaign uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  c campaigns;
  wanted text[] := array(select jsonb_array_elements_text(coalesce(body -> 'status', '["at_risk", "behind", "missed"]')));
  asked_period text := body ->> 'period';
  all_rows jsonb;
  risky uuid[];
  chosen uuid[];
  changes jsonb;
  figures_of_day date;
  made uuid;
begin
  select * into c from campaigns where id = campaign;
  perform raise_faults(array(select f from continuation_faults(c, asked_period, body - 'indicators', '{}') f)); -- no figures are of a period such as 2024-0M
  select jsonb_agg(jsonb_build_object('id', (r.indicator).id, 'period', r.period, 'status', r.status, 'target', r.target, 'printed', r.printed, 'baseline', r.baseline,
           'value', case when (r.indicator).accumulation = 'periodic' and r.required_rate <> 0     -- of sums of periods what came in so far
                         then trim_scale(round((select t.needed from threshold_of(r.indicator, r.target, r.baseline) t)
                           - r.required_rate * (grid_month(coalesce((r.indicator).due_date, c.ends_on)) - grid_month(coalesce(r.until, r.ends_on, c.ends_on))), 4))
                         else r.value end,
           'ends_on', coalesce(r.ends_on, c.ends_on), 'until', coalesce(r.until, r.ends_on, c.ends_on), 'code', (r.indicator).code))
    into all_rows from progress_rows(c.id, claim_unit(), 'total', case when asked_period is not null then array[asked_period] end, null) r where r.value is not null;
  asked_period := coalesce(asked_period, (select r ->> 'period' from jsonb_array_elements(all_rows) r order by r ->> 'ends_on' desc, r ->> 'period' limit 1));
  risky := array(select (r ->> 'id')::uuid from jsonb_array_elements(all_rows) r where r ->> 'period' = asked_period and r ->> 'status' = any (wanted));
  perform raise_faults(array(select f from continuation_faults(c, asked_period, body, risky) f));
  chosen := case when jsonb_array_length(coalesce(body -> 'indicators', '[]')) = 0 then risky
                 else array(select (indicator_within(c.id, reference)).id from jsonb_array_elements_text(body -> 'indicators') reference) end;
  if cardinality(chosen) = 0 then
    perform raise_problem(409, 'nothing_at_risk', jsonb_build_object('title', c.title, 'period', coalesce(period_said(asked_period), '')));
  end if;
  select jsonb_object_agg(i.code, remaining_target(i, (r ->> 'target')::numeric, r ->> 'printed', nullif(r -> 'baseline', 'null'), (r ->> 'value')::numeric,
           (r ->> 'until')::date, (body ->> 'starts_on')::date, c.code)
           || case when c.unit_id = claim_unit() then '{}'    -- of another's campaign a unit takes on its own figure
                   else jsonb_build_object('lead_unit_id', null, 'reporters', jsonb_build_array(jsonb_build_object('unit', unit_uid(claim_unit())))) end),
         least(max((r ->> 'until')::date), today())
    into changes, figures_of_day
    from jsonb_array_elements(all_rows) r join indicators i on i.id = (r ->> 'id')::uuid where r ->> 'period' = asked_period and i.id = any (chosen);
  made := new_campaign(jsonb_build_object('method', 'thematic', 'year', extract(year from (body ->> 'starts_on')::date), 'triggered_by', c.id, 'triggered_on', figures_of_day)
    || (body - '{status,period,indicators}'::text[]));
  perform copy_indicators(c.id, made, chosen, changes);
  return made;
end $$;

select app.by_engine('app.forecast_told(uuid,int)');
