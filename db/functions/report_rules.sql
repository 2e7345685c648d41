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

-- What a report says in figures; what is nil is zero.
create or replace function app.report_figures(report uuid) returns table (indicator app.indicators, value numeric, denominator numeric, justified boolean)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select i, v.value, nullif(v.denominator, 0), coalesce(v.justification, '') <> '' from submission_values v join indicators i on i.id = v.indicator_id
     where v.submission_id = report and v.status in ('reported', 'nil') and v.value is not null;
end $$;

-- The campaign's own rules, where all that they speak of is reported.
create or replace function app.rules_broken(s app.submissions, figures jsonb, earlier jsonb)
returns table (code text, severity text, params jsonb, cells text[]) language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select 'rule_broken', r.severity, jsonb_build_object('rule', r.code, 'importance', r.importance, 'message', r.message ->> claim_language(), 'left', sides.left_value, 'right', sides.right_value), rule_codes(r)
      from validation_rules r
     cross join (select coalesce(jsonb_object_agg(i.code, i.formula_plan), '{}') as plans from indicators i where i.campaign_id = s.campaign_id and i.formula_plan is not null) computed
     cross join lateral (select expression_value(r.left, plans, figures) as left_value,
                                case r.right when 'previous' then expression_value(r.left, plans, earlier) else expression_value(r.right, plans, figures) end as right_value) sides
     where r.campaign_id = s.campaign_id and not compares(sides.left_value, r.operator, sides.right_value);
end $$;

-- A subset is never above its whole, and parts that must sum do: exactly, or as far as rounded figures can.
create or replace function app.wholes_broken(s app.submissions) returns table (code text, severity text, params jsonb, cells text[])
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
    with f as materialized (select (x.indicator).*, x.value as figure from report_figures(s.id) x)
    select 'part_above_whole', 'error', jsonb_build_object('name', part.name, 'value', amount_said(part.figure), 'whole', whole.name, 'limit', amount_said(whole.figure)), array[part.code, whole.code]
      from f part join f whole on whole.id = part.parent_id
     where part.component_rule = 'subset' and part.value_type in ('number', 'count', 'ratio', 'percent') and part.unit_of_measure is not distinct from whole.unit_of_measure
       and part.value_type = whole.value_type and part.figure > whole.figure
    union all
    select 'parts_do_not_sum', 'error', jsonb_build_object('name', whole.name, 'value', amount_said(whole.figure), 'sum', amount_said(parts.sum)), whole.code || parts.codes
      from f whole
     cross join lateral (select sum(p.figure) as sum, count(*) as given, max(p.decimals) as decimals, array_agg(p.code order by p.ordinal) as codes from f p where p.parent_id = whole.id and p.component_rule = 'sum') parts
     where parts.given = (select count(*) from indicators p join reporters r on r.indicator_id = p.id and r.unit_id = s.unit_id where p.parent_id = whole.id and p.component_rule = 'sum')
       and parts.given = (select count(*) from indicators p where p.parent_id = whole.id and p.component_rule = 'sum')
       and abs(whole.figure - parts.sum) > case when greatest(parts.decimals, whole.decimals) > 0 then (parts.given + 1) * 0.5 * power(10::numeric, -greatest(parts.decimals, whole.decimals)) else 0 end;
end $$;

-- Running totals of a campaign never fall: neither below what the unit has submitted for an earlier period, nor, when that is
-- amended, above a later one. Of a report that is being written again, what is official of it counts.
create or replace function app.totals_fallen(s app.submissions) returns table (code text, severity text, params jsonb, cells text[])
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
    with mine as materialized (
      select (f.indicator).*, f.value as figure from report_figures(s.id) f where (f.indicator).accumulation = 'cumulative' and (f.indicator).value_type in ('number', 'count')),
    others as materialized (
      select o.id, o.period, o.state in ('submitted', 'verified', 'approved') as stands, p.ends_on, p.ends_on < own.ends_on as earlier
        from submissions o cross join lateral period_of(o.period, o.campaign_id) p cross join lateral period_of(s.period, s.campaign_id) own
       where o.campaign_id = s.campaign_id and o.unit_id = s.unit_id and o.id <> s.id and p.ends_on <> own.ends_on),
    figures as (
      select v.indicator_id, o.period, o.ends_on, o.earlier, v.value from others o join submission_values v on v.submission_id = o.id where o.stands and v.status in ('reported', 'nil')
      union all
      select v.indicator_id, o.period, o.ends_on, o.earlier, v.value from others o join mine m on true
        join official_values v on v.indicator_id = m.id and v.period = o.period and v.unit_id = s.unit_id where not o.stands and v.status in ('reported', 'nil')),
    beside as (
      select distinct on (indicator_id, earlier) * from figures where value is not null
       order by indicator_id, earlier, case when earlier then -grid_month(ends_on) else grid_month(ends_on) end)
    select case when b.earlier then 'total_falls' else 'total_above_later' end, m.when_falling,
           jsonb_build_object('name', m.name, 'value', amount_said(m.figure), case when b.earlier then 'previous' else 'later' end, amount_said(b.value), 'period', case claim_language() when 'en' then b.period else period_said(b.period) end), array[m.code]
      from mine m join beside b on b.indicator_id = m.id and case when b.earlier then m.figure < b.value else m.figure > b.value end;
end $$;

-- Figures unlike the unit's own: per month where they accumulate, so that five months can be held against three.
create or replace function app.unlike_before(s app.submissions, history jsonb) returns table (code text, severity text, params jsonb, cells text[])
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
    with profile as (select usual_outlier_profile() || c.outlier_profile as p, c.starts_on from campaigns c where c.id = s.campaign_id),
    judged as (
      select i.name, i.code, i.value_type in ('percent', 'ratio') and i.unit_of_measure = '%' as share, f.value, f.value / m.months as rate, m.months, h.rates, h.rates[1] as last, h.last_value, f.denominator, i.accumulation <> 'level' as grows,
             coalesce(cardinality(h.rates), 0) < (p.p ->> 'own_points')::int as few, p.p
        from report_figures(s.id) f cross join lateral (select (f.indicator).*) i cross join profile p cross join lateral period_of(s.period, s.campaign_id) span
       cross join lateral (select greatest(1, case i.accumulation when 'level' then 1 when 'periodic' then grid_month(span.ends_on) - grid_month(span.starts_on)
                                                                  else grid_month(span.ends_on) - grid_month(p.starts_on) + 1 end) as months) m
       cross join lateral (
         select array_agg((x.h ->> 'value')::numeric / greatest(1, (x.h ->> 'months')::int) order by x.h ->> 'ends_on' desc) as rates,
                (array_agg((x.h ->> 'value')::numeric order by x.h ->> 'ends_on' desc))[1] as last_value
           from jsonb_array_elements(history) x(h) where x.h ->> 'indicator_id' = i.id::text and x.h ->> 'value' is not null and (x.h ->> 'ends_on')::date < span.ends_on) h
       where i.value_type in ('number', 'count', 'percent', 'ratio'))
    select case when j.grows and not j.share then replace(replace(kind, 'larger', 'faster'), 'smaller', 'slower') else kind end || '_before', 'warning', jsonb_build_object('name', j.name, 'value', amount_said(j.value), 'previous', amount_said(j.last_value),
             'times', amount_said(round(greatest(j.rate / nullif(j.last, 0), j.last / nullif(j.rate, 0)), 1)), 'difference', amount_said(abs(j.rate - j.last)), 'points', cardinality(j.rates),
             'rate', amount_said(round(j.rate, 2)), 'previous_rate', amount_said(round(j.last, 2)), 'usual', amount_said(round((select median from spread_of(j.rates)) * j.months, 2))), array[j.code]
      from judged j
     cross join lateral (select j.p || case when j.few then jsonb_build_object('points', 1, 'times', j.p -> 'leap') else jsonb_build_object('points', j.p -> 'own_points') end as p) own
     cross join lateral unusual(j.rate, j.rates, case when j.share then j.denominator else j.months end, j.share, own.p) kind
     where kind is not null and (not j.few or (least(j.rate, j.last) > 0 and greatest(j.rate, j.last) >= (own.p ->> 'times')::numeric * least(j.rate, j.last)))
       and (case when j.share then abs(j.rate - j.last) >= (j.p ->> 'percentage_points')::numeric      -- what was so last time was explained last time
                 else greatest(j.rate, j.last) >= (j.p ->> 'times')::numeric * least(j.rate, j.last) end);
end $$;

-- Figures unlike those that other units of the level have submitted for the same period.
create or replace function app.unlike_peers(s app.submissions) returns table (code text, severity text, params jsonb, cells text[])
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
    with profile as (select usual_outlier_profile() || c.outlier_profile as p from campaigns c where c.id = s.campaign_id),
    per as (select i.id from indicators i cross join profile where i.campaign_id = s.campaign_id and i.code = profile.p ->> 'per'),
    reports as materialized (
      select x.id, size.value as size from submissions x join units u on u.id = x.unit_id and u.level is not distinct from (select level from units where id = s.unit_id)
        left join submission_values size on size.submission_id = x.id and size.indicator_id = (select id from per)
       where x.campaign_id = s.campaign_id and x.period = s.period and (x.id = s.id or x.state in ('submitted', 'verified', 'approved'))
       order by x.id <> s.id, x.submitted_at limit 500),
    figures as materialized (
      select v.indicator_id, v.submission_id, v.value, v.value / scale as figure, scale, share, nullif(v.denominator, 0) as denominator
        from reports r join submission_values v on v.submission_id = r.id and v.status in ('reported', 'nil') and v.value is not null
        join indicators i on i.id = v.indicator_id and i.value_type in ('number', 'count', 'percent', 'ratio')
       cross join lateral (select i.value_type in ('percent', 'ratio') and i.unit_of_measure = '%' as share) kind
        left join per on true
       cross join lateral (select case when share or per.id is null then 1 else nullif(r.size, 0) end as scale) each),
    judged as (
      select i.name, i.code, own.value, own.figure, own.scale, own.share, own.denominator, (select array_agg(o.figure) from figures o where o.indicator_id = own.indicator_id and o.submission_id <> s.id and o.figure is not null) as others
        from figures own join indicators i on i.id = own.indicator_id where own.submission_id = s.id and own.figure is not null)
    select kind || '_peers', 'warning', jsonb_build_object('name', j.name, 'value', amount_said(j.value), 'usual', amount_said(round(usual.median * j.scale, 2)),
             'times', amount_said(round(greatest(j.figure / nullif(usual.median, 0), usual.median / nullif(j.figure, 0)), 1)), 'difference', amount_said(abs(j.figure - usual.median)),
             'points', usual.points), array[j.code]
      from judged j cross join profile cross join lateral unusual(j.figure, j.others, case when j.share then j.denominator else j.scale end, j.share, profile.p) kind cross join lateral spread_of(j.others) usual
     where kind is not null;
end $$;

-- All of it, with the place where it shows first. A warning is justified by a word at any of the figures it speaks of.
create or replace function app.report_findings(report uuid) returns table (pointer text, code text, severity text, params jsonb, justified boolean, cells text[])
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
    with s as materialized (select x from submissions x where x.id = report),
    said as materialized (select jsonb_object_agg((f.indicator).code, f.value) as figures, array_agg((f.indicator).code) filter (where f.justified) as justified from report_figures(report) f),
    past as materialized (select h.* from s cross join lateral official_history((s.x).campaign_id, (s.x).unit_id) h),
    earlier as materialized (
      select jsonb_object_agg(i.code, p.value) as figures from (
        select distinct on (h.indicator_id) h.indicator_id, h.value from past h cross join s cross join lateral period_of((s.x).period, (s.x).campaign_id) span
         where h.from_campaign = (s.x).campaign_id and h.ends_on < span.ends_on order by h.indicator_id, h.ends_on desc) p join indicators i on i.id = p.indicator_id),
    found as (
      select f.* from s cross join said cross join earlier cross join lateral rules_broken(s.x, coalesce(said.figures, '{}'), coalesce(earlier.figures, '{}')) f
      union all select f.* from s cross join lateral wholes_broken(s.x) f
      union all select f.* from s cross join lateral totals_fallen(s.x) f
      union all select f.* from s cross join lateral unlike_before(s.x, (select coalesce(jsonb_agg(to_jsonb(past)), '[]') from past)) f
      union all select f.* from s cross join lateral unlike_peers(s.x) f)
    select '/values/' || f.cells[1], f.code, f.severity, f.params, f.severity = 'warning' and coalesce(f.cells && said.justified, false), f.cells
      from found f cross join said;
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

select app.by_engine('app.report_figures(uuid)', 'app.rules_broken(app.submissions,jsonb,jsonb)', 'app.wholes_broken(app.submissions)', 'app.totals_fallen(app.submissions)', 'app.unlike_before(app.submissions,jsonb)',
  'app.unlike_peers(app.submissions)', 'app.report_findings(uuid)', 'app.finding_faults(uuid)', 'app.write_excuses(app.obligations)', 'app.keep_excuses()');
revoke execute on function app.report_figures(uuid), app.rules_broken(app.submissions, jsonb, jsonb), app.wholes_broken(app.submissions), app.totals_fallen(app.submissions), app.unlike_before(app.submissions, jsonb),
  app.unlike_peers(app.submissions), app.finding_faults(uuid), app.write_excuses(app.obligations) from thidua_service;
