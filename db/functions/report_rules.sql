-- What judges a report beyond the single figure: the campaign's own validation rules, wholes and their parts, and figures
-- that are unusual for the unit or among its peers. Errors keep a report from being submitted; warnings want a justification.
-- And which figures the issuer has excused.

-- ---- expressions, as formulas.sql reads them ----

-- The codes an expression speaks of, in its order.
create or replace function app.expression_codes(said text) returns text[] language sql immutable set search_path = app, pg_temp as $$
  select array(select step ->> 'code' from formula_read(said) r cross join jsonb_array_elements(r.plan) with ordinality e(step, place) where step ? 'code' group by 1 order by min(place))
$$;

-- What it comes to, formulas of the campaign (`plans`) included; null where a figure is missing or something is divided by nothing.
create or replace function app.expression_value(said text, plans jsonb, figures jsonb) returns numeric language sql immutable set search_path = app, pg_temp as $$
  select f.value from formula_read(said) r cross join lateral formula_figure('', plans || jsonb_build_object('', r.plan), figures) f
$$;

create or replace function app.expression_faults(said text, campaign uuid) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select null, 'formula_not_understood', jsonb_build_object('position', r.position, 'word', r.word) from formula_read(said) r where r.plan is null
  union all
  select null, 'formula_code_unknown', jsonb_build_object('code', c) from unnest(expression_codes(said)) c where not exists (select from indicators i where i.campaign_id = campaign and i.code = c)
$$;

-- ---- validation rules ----

-- A side of a rule must be readable and speak of indicators of the campaign; `previous` is what the left side was before.
create or replace function app.rule_faults(campaign uuid, body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/' || side.key, f.code, f.params
    from jsonb_each_text(body) side cross join lateral expression_faults(side.value, campaign) f
   where side.key in ('left', 'right') and not (side.key = 'right' and side.value = 'previous')
  union all
  select '/left', 'rule_names_no_indicator', '{}'::jsonb
   where cardinality(expression_codes(body ->> 'left')) = 0 and (body ->> 'right' = 'previous' or cardinality(expression_codes(body ->> 'right')) = 0)
$$;

create or replace function app.new_validation_rule(campaign uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  made uuid;
begin
  perform raise_faults(array(select f from rule_faults(campaign, body) f));
  insert into validation_rules(campaign_id, unit_id, code, "left", operator, "right", severity, importance, message, invented)
  select campaign, claim_unit(), p.code, p.left, p.operator, p.right, coalesce(p.severity, 'error'), coalesce(p.importance, 'medium'), p.message, coalesce(p.invented, false)
    from jsonb_populate_record(null::validation_rules, body) p
  returning id into made;
  return made;
end $$;

create or replace function app.patch_validation_rule(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from validation_rules r, rule_faults(r.campaign_id, jsonb_build_object('left', r.left, 'right', r.right) || body) f where r.id = wanted));
  update validation_rules r
     set (code, "left", operator, "right", severity, importance, message, invented)
       = (select p.code, p.left, p.operator, p.right, p.severity, p.importance, p.message, p.invented from jsonb_populate_record(r, body) p)
   where r.id = wanted;
  return wanted;
end $$;

create or replace function app.validation_rule_made(wanted uuid) returns setof app.validation_rules language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from validation_rules where id = wanted
$$;

-- A rule as replies show it (schema ValidationRule).
create or replace function app.validation_rule_shown(shown app.validation_rules)
returns table (id uuid, code text, "left" text, operator text, "right" text, severity text, importance text, message jsonb, indicators text[], invented boolean, version int,
               created_at timestamptz, changed_at timestamptz, allowed_actions text[], _unit_id int, _published boolean)
language sql stable rows 1 as $$
  select shown.id, shown.code, shown.left, shown.operator, shown.right, shown.severity, shown.importance, shown.message, rule_codes(shown), shown.invented, shown.version,
         shown.created_at, shown.changed_at, allowed_actions('validation_rule', shown.id), shown.unit_id, c.published or c.state not in ('draft', 'proposed')
    from campaigns c where c.id = shown.campaign_id
$$;

-- The indicators a rule speaks of, those of its left side first.
create or replace function app.rule_codes(r app.validation_rules) returns text[] language sql stable as $$
  select array(select code from unnest(expression_codes(r.left) || case when r.right <> 'previous' then expression_codes(r.right) end) with ordinality c(code, place)
                group by code order by min(place))
$$;

-- ---- what is unusual ----

-- From when on a figure is unusual: so many robust deviations from the median, and so many times it (shares: so many points),
-- over the figures of so many peers, or so many own ones, at least. A campaign has few periods: with fewer own figures a leap by so
-- many times the one before is unusual. Amounts are compared with peers per unit of `per`, an indicator that everybody reports.
create or replace function app.usual_outlier_profile() returns jsonb language sql immutable parallel safe as $$
  select '{"deviations":3.5,"times":5,"percentage_points":20,"points":5,"own_points":2,"leap":25,"per":null}'::jsonb
$$;

-- Median and spread that a wild figure does not move (median absolute deviation × 1.4826, as for a normal distribution).
create or replace function app.spread_of(figures numeric[]) returns table (median numeric, deviation numeric, points int) language sql immutable rows 1 as $$
  select m.median, 1.4826 * (select percentile_disc(0.5) within group (order by abs(f - m.median)) from unnest(figures) f), coalesce(cardinality(figures), 0)
    from (select percentile_disc(0.5) within group (order by f) as median from unnest(figures) f) m
$$;

-- How a figure is unlike what is usual: larger_than, smaller_than, differs_from (shares), or null when it is not. Chance alone moves
-- what is counted by the root of its number, and a share of n by up to 50/√n points: one commune, or one school of two, more or
-- less is never unusual. `scale` is what an amount was divided by, or the n of a share.
create or replace function app.unusual(figure numeric, figures numeric[], scale numeric, share boolean, profile jsonb) returns text language sql immutable as $$
  select case when s.points < (profile ->> 'points')::int or abs(figure - s.median) <= (profile ->> 'deviations')::numeric * greatest(s.deviation, case when share then coalesce(50 / sqrt(scale), 0) else sqrt(abs(s.median) * scale) / scale end) then null
              when share then case when abs(figure - s.median) >= (profile ->> 'percentage_points')::numeric then 'differs_from' end
              when s.median <= 0 then null
              when figure >= (profile ->> 'times')::numeric * s.median then 'larger_than'
              when figure * (profile ->> 'times')::numeric <= s.median then 'smaller_than' end
    from app.spread_of(figures) s
$$;

-- ---- what is found in a report ----

drop function if exists app.rules_broken(app.submissions, jsonb, jsonb);
drop function if exists app.wholes_broken(app.submissions);
drop function if exists app.totals_fallen(app.submissions);
drop function if exists app.unlike_before(app.submissions, jsonb);
drop function if exists app.unlike_peers(app.submissions);
drop function if exists app.report_figures(uuid);

-- What a report says in figures, read once for all checks; what is nil is zero.
create or replace function app.report_figures(report uuid) returns app.reported_figure[] language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return array(
    select row(i.id, i.code, i.ordinal, i.name, i.value_type, i.unit_of_measure, i.decimals, i.value_type in ('percent', 'ratio') and i.unit_of_measure is not distinct from '%',
               i.accumulation, i.parent_id, i.component_rule, i.when_falling, v.value, nullif(v.denominator, 0), coalesce(v.justification, '') <> '')::reported_figure
      from submission_values v join indicators i on i.id = v.indicator_id
     where v.submission_id = report and v.status in ('reported', 'nil') and v.value is not null);
end $$;

-- The campaign's own rules, where all that they speak of is reported. What the unit said before is read only for a rule that asks.
create or replace function app.rules_broken(s app.submissions, figures app.reported_figure[], closes date)
returns table (code text, severity text, params jsonb, cells text[]) language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  if not exists (select from validation_rules r where r.campaign_id = s.campaign_id) then
    return;
  end if;
  return query
    with said as (select coalesce(jsonb_object_agg(f.code, f.value), '{}') as figures from unnest(rules_broken.figures) f),
    computed as (select coalesce(jsonb_object_agg(i.code, i.formula_plan), '{}') as plans from indicators i where i.campaign_id = s.campaign_id and i.formula_plan is not null),
    earlier as materialized (
      select coalesce(jsonb_object_agg(i.code, p.value), '{}') as figures from (
        select distinct on (h.indicator_id) h.indicator_id, h.value from official_history(s.campaign_id, s.unit_id) h
         where h.from_campaign = s.campaign_id and h.ends_on < closes order by h.indicator_id, h.ends_on desc) p join indicators i on i.id = p.indicator_id)
    select 'rule_broken', r.severity, jsonb_build_object('rule', r.code, 'importance', r.importance, 'message', r.message ->> claim_language(), 'left', sides.left_value, 'right', sides.right_value), rule_codes(r)
      from validation_rules r cross join said cross join computed
     cross join lateral (select expression_value(r.left, computed.plans, said.figures) as left_value,
                                case r.right when 'previous' then expression_value(r.left, computed.plans, (select e.figures from earlier e))
                                             else expression_value(r.right, computed.plans, said.figures) end as right_value) sides
     where r.campaign_id = s.campaign_id and not compares(sides.left_value, r.operator, sides.right_value);
end $$;

-- A subset is never above its whole, and parts that must sum do: exactly, or as far as rounded figures can.
create or replace function app.wholes_broken(s app.submissions, figures app.reported_figure[]) returns table (code text, severity text, params jsonb, cells text[])
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  if not exists (select from unnest(figures) f where f.component_rule in ('subset', 'sum')) then
    return;
  end if;
  return query
    with f as materialized (select * from unnest(figures))
    select 'part_above_whole', 'error', jsonb_build_object('name', part.name, 'value', amount_said(part.value), 'whole', whole.name, 'limit', amount_said(whole.value)), array[part.code, whole.code]
      from f part join f whole on whole.indicator_id = part.parent_id
     where part.component_rule = 'subset' and part.value_type in ('number', 'count', 'ratio', 'percent') and part.unit_of_measure is not distinct from whole.unit_of_measure
       and part.value_type = whole.value_type and part.value > whole.value
    union all
    select 'parts_do_not_sum', 'error', jsonb_build_object('name', whole.name, 'value', amount_said(whole.value), 'sum', amount_said(parts.sum)), whole.code || parts.codes
      from f whole
      join (select p.parent_id, sum(p.value) as sum, count(*) as given, max(p.decimals) as decimals, array_agg(p.code order by p.ordinal) as codes
              from f p where p.component_rule = 'sum' group by p.parent_id) parts on parts.parent_id = whole.indicator_id
     where abs(whole.value - parts.sum) > case when greatest(parts.decimals, whole.decimals) > 0 then (parts.given + 1) * 0.5 * power(10::numeric, -greatest(parts.decimals, whole.decimals)) else 0 end
       and parts.given = (select count(*) from indicators p where p.campaign_id = s.campaign_id and p.parent_id = whole.indicator_id and p.component_rule = 'sum')
       and parts.given = (select count(*) from indicators p join reporters r on r.indicator_id = p.id and r.unit_id = s.unit_id
                           where p.campaign_id = s.campaign_id and p.parent_id = whole.indicator_id and p.component_rule = 'sum');
end $$;

-- Running totals of a campaign never fall: neither below what the unit has submitted for an earlier period, nor, when that is
-- amended, above a later one. Of a report that is being written again, what is official of it counts.
create or replace function app.totals_fallen(s app.submissions, figures app.reported_figure[], closes date) returns table (code text, severity text, params jsonb, cells text[])
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
    with mine as materialized (select * from unnest(figures) f where f.accumulation = 'cumulative' and f.value_type in ('number', 'count')),
    others as materialized (
      select o.id, o.period, o.state in ('submitted', 'verified', 'approved') as stands, p.ends_on, p.ends_on < closes as earlier
        from submissions o join spans_of(array(select x.period from submissions x where x.campaign_id = s.campaign_id and x.unit_id = s.unit_id), s.campaign_id) p on p.code = o.period
       where o.campaign_id = s.campaign_id and o.unit_id = s.unit_id and o.id <> s.id and p.ends_on <> closes and exists (select from mine)),
    figures as (
      select v.indicator_id, o.period, o.ends_on, o.earlier, v.value from others o join submission_values v on v.submission_id = o.id where o.stands and v.status in ('reported', 'nil')
      union all
      select v.indicator_id, o.period, o.ends_on, o.earlier, v.value from others o join official_values v on v.submission_id = o.id where not o.stands and v.status in ('reported', 'nil')),
    beside as (
      select distinct on (indicator_id, earlier) * from figures where value is not null
       order by indicator_id, earlier, abs(ends_on - closes))
    select case when b.earlier then 'total_falls' else 'total_above_later' end, m.when_falling,
           jsonb_build_object('name', m.name, 'value', amount_said(m.value), case when b.earlier then 'previous' else 'later' end, amount_said(b.value), 'period', case claim_language() when 'en' then b.period else period_said(b.period) end), array[m.code]
      from mine m join beside b on b.indicator_id = m.indicator_id and case when b.earlier then m.value < b.value else m.value > b.value end;
end $$;

-- Figures unlike the unit's own: per month where they accumulate, so that five months can be held against three.
create or replace function app.unlike_before(s app.submissions, figures app.reported_figure[], opens date, closes date) returns table (code text, severity text, params jsonb, cells text[])
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
declare
  profile jsonb := (select usual_outlier_profile() || c.outlier_profile from campaigns c where c.id = s.campaign_id);
  leap jsonb := profile || jsonb_build_object('points', 1, 'times', profile -> 'leap');
  own jsonb := profile || jsonb_build_object('points', profile -> 'own_points');
  times numeric := (profile ->> 'times')::numeric;
  leap_times numeric := (profile ->> 'leap')::numeric;
  percentage_points numeric := (profile ->> 'percentage_points')::numeric;
  own_points int := (profile ->> 'own_points')::int;
  started date := (select c.starts_on from campaigns c where c.id = s.campaign_id);
  months_of_period int := greatest(1, grid_month(closes) - grid_month(opens));
  months_so_far int := greatest(1, grid_month(closes) - grid_month(started) + 1);
begin
  return query
    with past as (
      select h.indicator_id, array_agg(h.value / greatest(1, h.months) order by h.ends_on desc) as rates, (array_agg(h.value order by h.ends_on desc))[1] as last_value
        from official_history(s.campaign_id, s.unit_id) h where h.value is not null and h.ends_on < closes group by h.indicator_id),
    judged as (
      select f.*, f.value / m.months as rate, m.months, h.rates, h.rates[1] as last, h.last_value, cardinality(h.rates) < own_points as few
        from unnest(figures) f join past h on h.indicator_id = f.indicator_id
       cross join lateral (select case f.accumulation when 'level' then 1 when 'periodic' then months_of_period else months_so_far end as months) m
       where f.value_type in ('number', 'count', 'percent', 'ratio'))
    select case when j.accumulation <> 'level' and not j.share then replace(replace(kind, 'larger', 'faster'), 'smaller', 'slower') else kind end || '_before', 'warning',
           jsonb_build_object('name', j.name, 'value', amount_said(j.value), 'previous', amount_said(j.last_value),
             'times', amount_said(round(greatest(j.rate / nullif(j.last, 0), j.last / nullif(j.rate, 0)), 1)), 'difference', amount_said(abs(j.rate - j.last)), 'points', cardinality(j.rates),
             'rate', amount_said(round(j.rate, 2)), 'previous_rate', amount_said(round(j.last, 2)), 'usual', amount_said(round((select median from spread_of(j.rates)) * j.months, 2))), array[j.code]
      from judged j
     cross join lateral unusual(j.rate, j.rates, case when j.share then j.denominator else j.months end, j.share, case when j.few then leap else own end) kind
     where kind is not null
       and case when j.share then abs(j.rate - j.last) >= percentage_points else greatest(j.rate, j.last) >= times * least(j.rate, j.last) end      -- what was so last time was explained last time
       and (not j.few or (least(j.rate, j.last) > 0 and greatest(j.rate, j.last) >= leap_times * least(j.rate, j.last)));
end $$;

-- Figures unlike those that other units of the level have submitted for the same period. A median can only be far below a figure
-- when half of its peers are, and far above when more than half are: counting comes before sorting.
create or replace function app.unlike_peers(s app.submissions, figures app.reported_figure[]) returns table (code text, severity text, params jsonb, cells text[])
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
declare
  profile jsonb := (select usual_outlier_profile() || c.outlier_profile from campaigns c where c.id = s.campaign_id);
  times numeric := (profile ->> 'times')::numeric;
  points numeric := (profile ->> 'percentage_points')::numeric;
  level text := (select u.level from units u where u.id = s.unit_id);
  per uuid := (select i.id from indicators i where i.campaign_id = s.campaign_id and i.code = profile ->> 'per');
  own_size numeric := (select nullif(f.value, 0) from unnest(figures) f where f.indicator_id = per);
begin
  return query
    with own as materialized (
      select f.*, scale, f.value / scale as figure from unnest(figures) f cross join lateral (select case when f.share or per is null then 1 else own_size end as scale) each
       where f.value_type in ('number', 'count', 'percent', 'ratio') and scale is not null),
    reports as materialized (
      select x.id, case when per is not null then (select nullif(v.value, 0) from submission_values v where v.submission_id = x.id and v.indicator_id = per) end as size
        from submissions x
       where x.campaign_id = s.campaign_id and x.period = s.period and x.id <> s.id and x.state in ('submitted', 'verified', 'approved')
         and (select u.level from units u where u.id = x.unit_id) is not distinct from level
       order by x.submitted_at limit 499),
    beside as materialized (
      select o.indicator_id, array_agg(each.figure) as others
        from reports r
       cross join lateral (select v.indicator_id, v.value from submission_values v
                            where v.submission_id = r.id and v.status in ('reported', 'nil') and v.value is not null offset 0) v      -- a report is read in one go
        join own o on o.indicator_id = v.indicator_id
       cross join lateral (select case when o.share or per is null then v.value else v.value / r.size end as figure) each
       where each.figure is not null
       group by o.indicator_id
      having count(*) >= (profile ->> 'points')::int
         and (2 * count(*) filter (where case when o.share then o.figure - each.figure >= points else each.figure * times <= o.figure end) >= count(*)
           or 2 * count(*) filter (where case when o.share then each.figure - o.figure >= points else each.figure >= o.figure * times end) > count(*)))
    select kind || '_peers', 'warning', jsonb_build_object('name', j.name, 'value', amount_said(j.value), 'usual', amount_said(round(usual.median * j.scale, 2)),
             'times', amount_said(round(greatest(j.figure / nullif(usual.median, 0), usual.median / nullif(j.figure, 0)), 1)), 'difference', amount_said(abs(j.figure - usual.median)),
             'points', usual.points), array[j.code]
      from own j join beside b on b.indicator_id = j.indicator_id
     cross join lateral unusual(j.figure, b.others, case when j.share then j.denominator else j.scale end, j.share, profile) kind cross join lateral spread_of(b.others) usual
     where kind is not null;
end $$;

-- All of it, with the place where it shows first. A warning is justified by a word at any of the figures it speaks of.
create or replace function app.report_findings(report uuid) returns table (pointer text, code text, severity text, params jsonb, justified boolean, cells text[])
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
declare
  s submissions;
  figures reported_figure[] := report_figures(report);
  said text[] := array(select f.code from unnest(figures) f where f.justified);
  opens date;
  closes date;
begin
  select * into s from submissions x where x.id = report;
  select p.starts_on, p.ends_on into opens, closes from spans_of(array[s.period], s.campaign_id) p;
  return query
    select '/values/' || f.cells[1], f.code, f.severity, f.params, f.severity = 'warning' and f.cells && said, f.cells
      from (select * from rules_broken(s, figures, closes) union all select * from wholes_broken(s, figures) union all select * from totals_fallen(s, figures, closes)
            union all select * from unlike_before(s, figures, opens, closes) union all select * from unlike_peers(s, figures)) f;
end $$;

-- The sentence of a finding: the rule's own, or that of its kind.
create or replace function app.finding_said(code text, params jsonb) returns text language plpgsql stable set search_path = app, pg_temp as $$
declare
  said text := coalesce(params ->> 'message', label('report_finding', code));
  name text;
begin
  for name in select jsonb_object_keys(params) loop
    said := replace(said, '{' || name || '}', coalesce(params ->> name, '—'));
  end loop;
  return said;
end $$;

-- The findings as the sheet shows them, what stops the report first.
create or replace function app.findings_shown(report uuid) returns json language sql stable as $$
  select coalesce(json_agg(json_build_object('pointer', f.pointer, 'code', f.code, 'severity', f.severity, 'message', finding_said(f.code, f.params), 'justified', f.justified, 'cells', f.cells,
           'rule', f.params ->> 'rule') order by f.severity, f.pointer, f.code), '[]')
    from report_findings(report) f
$$;

-- What keeps a report from being submitted: every cell of what contradicts, every warning nobody has answered.
create or replace function app.finding_faults(report uuid) returns setof app.fault language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return query
    with f as materialized (select x.*, x.params || jsonb_build_object('message', finding_said(x.code, x.params)) as told from report_findings(report) x)
    select '/values/' || cell, f.code, f.told from f cross join unnest(f.cells) cell where f.severity = 'error'
    union all
    select f.pointer, 'justification_needed', f.told from f where f.severity = 'warning' and not f.justified;
end $$;

-- ---- what is excused ----

create or replace function app.excuse_faults(o app.obligations, body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/excused_values/' || said, 'indicator_not_owed', jsonb_build_object('code', said, 'unit', unit_name_on(o.unit_id))
    from jsonb_object_keys(coalesce(nullif(body -> 'excused_values', 'null'), '{}')) said
   where o.kind <> 'report' or not exists (select from indicators i join reporters r on r.indicator_id = i.id and r.unit_id = o.unit_id where i.campaign_id = o.campaign_id and i.code = said)
$$;

-- The excuses of single figures after a request; null takes one back.
create or replace function app.excuses_merged(o app.obligations, body jsonb) returns jsonb language sql immutable as $$
  select case when not body ? 'excused_values' then o.excused_values when body -> 'excused_values' = 'null' then '{}'
              else jsonb_strip_nulls(o.excused_values || (body -> 'excused_values')) end
$$;

-- Excused figures are official without a report, so that they stand in no coverage; a figure that is reported all the same counts.
create or replace function app.write_excuses(o app.obligations) returns void language sql security definer set search_path = app, pg_temp as $$
  delete from official_values v using indicators i
   where i.campaign_id = o.campaign_id and v.indicator_id = i.id and v.period = o.period and v.unit_id = o.unit_id and v.submission_id is null;
  insert into official_values(indicator_id, period, unit_id, status, source, since)
  select i.id, o.period, o.unit_id, 'excused', 'typed', business_now()
    from reporters r join indicators i on i.id = r.indicator_id
   where r.campaign_id = o.campaign_id and r.unit_id = o.unit_id and (o.excused_reason is not null or o.excused_values ? i.code)
  on conflict do nothing
$$;

create or replace function app.keep_excuses() returns trigger language plpgsql security definer set search_path = app, pg_temp as $$
begin
  perform write_excuses(new);
  return null;
end $$;
drop trigger if exists excuses_kept on app.obligations;
create trigger excuses_kept after update of excused_reason, excused_values on app.obligations for each row
  when (new.kind = 'report' and (old.excused_reason, old.excused_values) is distinct from (new.excused_reason, new.excused_values)) execute function app.keep_excuses();

-- Why a unit need not report an indicator for a period; null when it must.
create or replace function app.excuse_of(o app.obligations, indicator_code text) returns text language sql immutable as $$
  select coalesce(o.excused_values ->> indicator_code, o.excused_reason)
$$;

-- When a cell was last written.
create or replace function app.note_update() returns trigger language plpgsql as $$
begin
  new.updated_at := now(); -- real clock: when the row was written
  return new;
end $$;
drop trigger if exists updated on app.submission_values;
create trigger updated before insert or update on app.submission_values for each row execute function app.note_update();

select app.by_engine('app.report_figures(uuid)', 'app.rules_broken(app.submissions,app.reported_figure[],date)', 'app.wholes_broken(app.submissions,app.reported_figure[])',
  'app.totals_fallen(app.submissions,app.reported_figure[],date)', 'app.unlike_before(app.submissions,app.reported_figure[],date,date)', 'app.unlike_peers(app.submissions,app.reported_figure[])',
  'app.report_findings(uuid)', 'app.finding_faults(uuid)', 'app.write_excuses(app.obligations)', 'app.keep_excuses()');
revoke execute on function app.report_figures(uuid), app.rules_broken(app.submissions, app.reported_figure[], date), app.wholes_broken(app.submissions, app.reported_figure[]),
  app.totals_fallen(app.submissions, app.reported_figure[], date), app.unlike_before(app.submissions, app.reported_figure[], date, date), app.unlike_peers(app.submissions, app.reported_figure[]), app.finding_faults(uuid), app.write_excuses(app.obligations) from thidua_service;
