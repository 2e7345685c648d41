-- Where a figure of a report may come from besides the keyboard: the unit's official figures of earlier periods and of other
-- campaigns under the same library code, and the roll-up of its own campaigns. Suggestions are taken by saving them, never
-- by themselves; what they came from stays beside the figure, and its users are told when it changes.

-- Official figures of a unit for the indicators it owes to a campaign: those of the campaign itself, and those of others
-- that mean the same (library code, definition, unit of measure), in the campaign's own unit of measure.
create or replace function app.official_history(campaign uuid, unit int)
returns table (indicator_id uuid, from_campaign uuid, from_indicator uuid, period text, starts_on date, ends_on date, months int,
               value numeric, numerator numeric, denominator numeric, text_value text, items jsonb, source text, edition int, since timestamptz)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
    with kin as materialized (
      select i.id, i.id as other_id, i.campaign_id, i.accumulation, 1::numeric as factor
        from reporters r join indicators i on i.id = r.indicator_id where r.campaign_id = campaign and r.unit_id = unit
      union all
      select mine.id, other.id, other.campaign_id, mine.accumulation, converted(1, other.unit_of_measure, mine.unit_of_measure)
        from reporters r join indicators mine on mine.id = r.indicator_id and mine.library_code is not null
        join indicators other on other.library_code = mine.library_code and other.campaign_id <> mine.campaign_id and same_definition(mine, other)
       where r.campaign_id = campaign and r.unit_id = unit),
    reports as materialized (
      select c.id as campaign_id, o.id, o.period, p.starts_on, p.ends_on, c.starts_on as opened_on
        from (select distinct k.campaign_id from kin k) k join campaigns c on c.id = k.campaign_id
       cross join lateral spans_of(array(select x.period from submissions x where x.campaign_id = c.id and x.unit_id = unit), c.id) p
        join submissions o on o.campaign_id = c.id and o.unit_id = unit and o.period = p.code)
    select k.id, k.campaign_id, k.other_id, s.period, s.starts_on, s.ends_on,
           case k.accumulation when 'level' then 1 when 'periodic' then grid_month(s.ends_on) - grid_month(s.starts_on)
                               else grid_month(s.ends_on) - grid_month(s.opened_on) + 1 end,
           v.value * case when v.denominator is null then k.factor else 1 end, v.numerator, v.denominator, v.text_value, v.items, v.source, v.edition, v.since
      from reports s join official_values v on v.submission_id = s.id
      join kin k on k.other_id = v.indicator_id
     where v.status in ('reported', 'nil');
end $$;

-- What a figure came from, for people: which campaign and indicator, which edition, and the figure as it stood there.
create or replace function app.origin_of(origin_kind text, from_indicator uuid, wanted_period text, said jsonb) returns jsonb
language sql stable security definer set search_path = app, pg_temp as $$
  select jsonb_build_object('kind', origin_kind, 'campaign', jsonb_build_object('id', c.id, 'code', c.code, 'title', c.title),
           'indicator', jsonb_build_object('id', i.id, 'code', i.code, 'name', i.name), 'unit_of_measure', i.unit_of_measure, 'period', wanted_period) || said
    from indicators i join campaigns c on c.id = i.campaign_id where i.id = from_indicator
$$;

-- ---- suggestions ----

-- What the cells of a unit's report could be filled with, the best first: the same figure approved elsewhere, the roll-up of
-- the unit's own campaign, and, where a figure stays from period to period, the last official one. For the unit's own eyes.
create or replace function app.suggestions_for(campaign uuid, unit int, wanted_period text)
returns table (code text, source text, value numeric, numerator numeric, denominator numeric, text text, items jsonb, origin jsonb)
language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  if unit <> claim_unit() then
    return;
  end if;
  return query
    with span as (select p.* from period_of(wanted_period, campaign) p),
    past as materialized (select h.* from official_history(campaign, unit) h),
    found as (
      (select distinct on (h.indicator_id) h.indicator_id, 'reused' as source, h.value, h.numerator, h.denominator, h.text_value, h.items,
              origin_of('official_value', h.from_indicator, h.period, jsonb_build_object('edition', h.edition, 'since', h.since, 'figure', official_figure(h.from_indicator, h.period, unit))) as origin
         from past h cross join span s
        where h.from_campaign <> campaign and h.source <> 'reused' and (h.period = wanted_period or (h.starts_on, h.ends_on) = (s.starts_on, s.ends_on))
        order by h.indicator_id, h.since desc)
      union all
      select mine.id, 'computed', f.value * case when f.denominator is null then converted(1, other.unit_of_measure, mine.unit_of_measure) else 1 end,
             f.numerator, f.denominator, null, '[]',
             origin_of('roll_up', other.id, wanted_period, jsonb_build_object('basis', 'official', 'coverage', jsonb_build_object('reported', f.reported, 'expected', f.expected_reports),
               'missing', coalesce(f.missing, '[]'), 'figure', jsonb_build_object('value', f.value, 'numerator', f.numerator, 'denominator', f.denominator), 'since', f.freshness))
        from reporters r join indicators mine on mine.id = r.indicator_id
        join indicators other on other.library_code = mine.library_code and other.unit_id = unit and other.campaign_id <> campaign
        join campaigns c on c.id = other.campaign_id and c.state in ('launched', 'concluded', 'closed') and wanted_period = any (c.report_periods)
       cross join lateral figures_of(c.id, unit, 'total', array[wanted_period], other.id, '{}') f
       where r.campaign_id = campaign and r.unit_id = unit and f.value is not null and same_definition(mine, other)
      union all
      (select distinct on (h.indicator_id) h.indicator_id, 'prefilled', h.value, h.numerator, h.denominator, h.text_value, h.items,
              origin_of('earlier_period', h.from_indicator, h.period, jsonb_build_object('edition', h.edition, 'since', h.since))
         from past h cross join span s join indicators i on i.id = h.indicator_id
        where h.from_campaign = campaign and h.ends_on < s.ends_on and (i.accumulation = 'level' or i.value_type = 'text' or h.items <> '[]')
        order by h.indicator_id, h.ends_on desc))
    select i.code, f.source, trim_scale(f.value), case when i.value_type = 'ratio' or i.rollup = 'ratio' then trim_scale(f.numerator) end,
           case when i.value_type = 'ratio' or i.rollup in ('ratio', 'weighted_mean') then trim_scale(f.denominator) end, f.text_value, f.items, f.origin
      from found f join indicators i on i.id = f.indicator_id
     order by i.ordinal, i.code, array_position('{reused,computed,prefilled}', f.source);
end $$;

-- The same as the sheet shows it: by indicator code, one list each.
create or replace function app.suggestions_shown(campaign uuid, unit int, wanted_period text) returns jsonb language sql stable as $$
  select coalesce(jsonb_object_agg(s.code, s.list), '{}')
    from (select f.code, jsonb_agg(to_jsonb(f) - 'code') as list from suggestions_for(campaign, unit, wanted_period) f group by f.code) s
$$;

-- A cell that names a source and no figure takes the figure that is suggested from there, with its origin.
create or replace function app.cell_taken(report app.submissions, indicator_code text, said jsonb) returns jsonb language plpgsql stable set search_path = app, pg_temp as $$
begin
  if said ->> 'source' is null or said ->> 'source' not in ('prefilled', 'computed', 'reused') or said ?| '{value,numerator,denominator,text}' then
    return said;
  end if;
  return said || coalesce((
    select jsonb_build_object('status', 'reported', 'value', s.value, 'numerator', s.numerator, 'denominator', s.denominator, 'text', s.text, 'items', s.items, 'origin', s.origin)
      from suggestions_for(report.campaign_id, report.unit_id, report.period) s where s.code = indicator_code and s.source = said ->> 'source' limit 1), '{}');
end $$;

-- A figure that says where it comes from is the one that stands there; a figure of another definition is no source at all.
create or replace function app.source_faults(report app.submissions, body jsonb, cells jsonb) returns setof app.fault
language plpgsql stable set search_path = app, pg_temp as $$
begin
  if not exists (select from jsonb_each(coalesce(nullif(body -> 'values', 'null'), '{}')) c where c.value ->> 'source' in ('prefilled', 'computed', 'reused')) then
    return;
  end if;
  return query
    with offered as materialized (select s.* from suggestions_for(report.campaign_id, report.unit_id, report.period) s)
    select '/values/' || c.key || '/source', case when o.code is not null then 'figure_differs_from_source' when other.name is not null then 'definition_differs' else 'no_figure_to_take' end,
           jsonb_build_object('name', i.name, 'source', label('value_source', c.value ->> 'source'), 'value', o.value, 'other', other.name, 'campaign', other.title)
      from jsonb_each(body -> 'values') c
      join indicators i on i.campaign_id = report.campaign_id and i.code = c.key
      left join offered o on o.code = c.key and o.source = c.value ->> 'source'
      left join lateral differing_namesake(i) other on o.code is null
     where c.value ->> 'source' in ('prefilled', 'computed', 'reused')
       and (o.code is null or (case when i.value_type <> 'ratio' then o.value end, o.numerator, o.denominator, o.text) is distinct from
            (case when i.value_type <> 'ratio' then (cells -> c.key ->> 'value')::numeric end, (cells -> c.key ->> 'numerator')::numeric, (cells -> c.key ->> 'denominator')::numeric, cells -> c.key ->> 'text'));
end $$;

-- Another indicator of the same library code in sight that means something else.
create or replace function app.differing_namesake(i app.indicators) returns table (name text, title text) language sql stable rows 1 as $$
  select x.name, c.title from indicators x join campaigns c on c.id = x.campaign_id
   where x.library_code = i.library_code and x.campaign_id <> i.campaign_id and not same_definition(x, i) limit 1
$$;

-- ---- what a figure came from, and whether it still stands ----

create or replace function app.official_figure(indicator uuid, wanted_period text, unit int) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select jsonb_build_object('value', v.value, 'numerator', v.numerator, 'denominator', v.denominator, 'text', v.text_value, 'status', v.status, 'edition', v.edition, 'since', v.since)
    from official_values v where v.indicator_id = indicator and v.period = wanted_period and v.unit_id = unit
$$;

-- The figure as it stood when it was taken, and as it stands now; null while nothing has changed.
create or replace function app.origin_change(origin jsonb, unit int) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select jsonb_build_object('before', taken.figure, 'after', now.figure)
    from (select origin -> 'figure' as figure, '{edition,since}'::text[] as acts) taken
   cross join lateral (select official_figure((origin #>> '{indicator,id}')::uuid, origin ->> 'period', unit) as figure offset 0) now
   where origin ->> 'kind' = 'official_value' and (taken.figure - taken.acts) is distinct from (now.figure - taken.acts)
$$;

-- An origin as replies show it: with `changed`, where the figure has been amended since.
create or replace function app.origin_shown(origin jsonb, unit int) returns jsonb language sql stable as $$
  select case when origin is not null then origin || jsonb_build_object('changed', app.origin_change(origin, unit)) end
$$;

-- Reports with a figure whose origin was amended: their unit looks at them again.
create or replace function app.tasks_of_origins()
returns table (kind text, thing text, id uuid, title text, due_on date, overdue boolean, unit_id int, campaign_id uuid, link text)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select 'check_origin', 'submission', s.id,
         format('Xem lại báo cáo %s của phong trào “%s”: số liệu gốc của %s đã được điều chỉnh', period_said(s.period), c.title, string_agg(format('“%s”', i.name), ', ' order by i.ordinal)),
         null::date, false, s.unit_id, c.id, format('/api/v1/submissions/%s', s.id)
    from submission_values v join submissions s on s.id = v.submission_id join campaigns c on c.id = s.campaign_id and c.state in ('launched', 'concluded')
    join indicators i on i.id = v.indicator_id
   where v.unit_id = claim_unit() and v.origin is not null and has_role('reporter') and origin_change(v.origin, v.unit_id) is not null
   group by s.id, c.id;
end $$;

-- ---- the library ----

-- An indicator that takes a code of the library is what the library says: same definition, comparable unit of measure.
create or replace function app.library_faults(items jsonb, in_campaign boolean default true) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select case when in_campaign then format('/items/%s/library_code', i.ordinal - 1) else '/library_code' end, 'library_definition_differs',
         jsonb_build_object('code', l.code, 'name', l.name, 'definition_note', coalesce(l.definition_note, '—'), 'unit_of_measure', coalesce(l.unit_of_measure, '—'))
    from jsonb_array_elements(items) with ordinality i(item, ordinal) join library_indicators l on l.code = i.item ->> 'library_code'
   where folded(coalesce(i.item ->> 'definition_note', '')) <> folded(coalesce(l.definition_note, '')) or i.item ->> 'value_type' <> l.value_type
      or (l.unit_of_measure is distinct from i.item ->> 'unit_of_measure' and converted(1, i.item ->> 'unit_of_measure', l.unit_of_measure) is null)
$$;

create or replace function app.new_library_indicator(body jsonb) returns uuid language sql volatile set search_path = app, pg_temp as $$
  insert into library_indicators(unit_id, code, name, field, value_type, unit_of_measure, decimals, definition_note, citation, invented)
  select claim_unit(), p.code, p.name, p.field, p.value_type, p.unit_of_measure, coalesce(p.decimals, 0), p.definition_note, p.citation, coalesce(p.invented, false)
    from jsonb_populate_record(null::library_indicators, body) p
  returning id
$$;

-- What campaigns refer to keeps its meaning: their indicators carry the same note.
create or replace function app.patch_library_indicator(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  l library_indicators;
begin
  select * into l from library_indicators where id = wanted;
  if body ? 'definition_note' and folded(coalesce(body ->> 'definition_note', '')) <> folded(coalesce(l.definition_note, '')) and library_code_is_used(l.code) then
    perform raise_problem(409, 'library_code_in_use', jsonb_build_object('code', l.code));
  end if;
  update library_indicators x set (name, field, definition_note, citation) = (select p.name, p.field, p.definition_note, p.citation from jsonb_populate_record(x, body) p) where x.id = wanted;
  return wanted;
end $$;

-- Also by campaigns out of the caller's sight.
create or replace function app.library_code_is_used(wanted text) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select exists (select from indicators i where i.library_code = wanted)
$$;

-- Indicators of campaigns in sight that go by a code; whether they mean what the library means.
create or replace function app.library_uses(shown app.library_indicators) returns json language plpgsql stable as $$
begin
  return (
    select coalesce(json_agg(json_build_object('campaign', json_build_object('id', c.id, 'code', c.code, 'title', c.title),
             'indicator', json_build_object('id', i.id, 'code', i.code, 'name', i.name), 'unit_of_measure', i.unit_of_measure) order by c.starts_on nulls last, c.code), '[]')
      from indicators i join campaigns c on c.id = i.campaign_id where i.library_code = shown.code and thing_is_seen('campaign', to_jsonb(c)));
end $$;

-- A shared indicator as replies show it (schema LibraryIndicator).
create or replace function app.library_indicator_shown(shown app.library_indicators)
returns table (id uuid, code text, name text, field text, value_type text, unit_of_measure text, decimals int, definition_note text, citation text,
               "unit.id" uuid, "unit.code" text, "unit.name" text, used_by json, invented boolean, version int, created_at timestamptz, changed_at timestamptz,
               _unit_id int, _published boolean)
language sql stable rows 1 as $$
  select shown.id, shown.code, shown.name, shown.field, shown.value_type, shown.unit_of_measure, shown.decimals, shown.definition_note, shown.citation,
         unit_uid(shown.unit_id), unit_code_on(shown.unit_id), unit_name_on(shown.unit_id), library_uses(shown), shown.invented, shown.version, shown.created_at,
         shown.changed_at, shown.unit_id, true
$$;

create or replace function app.library_indicator_made(wanted uuid) returns setof app.library_indicators language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from library_indicators where id = wanted
$$;

select app.by_engine('app.official_history(uuid,int)', 'app.origin_of(text,uuid,text,jsonb)', 'app.suggestions_for(uuid,int,text)', 'app.official_figure(uuid,text,int)',
  'app.origin_change(jsonb,int)', 'app.tasks_of_origins()', 'app.library_code_is_used(text)');
revoke execute on function app.official_history(uuid, int), app.origin_of(text, uuid, text, jsonb), app.official_figure(uuid, text, int) from thidua_service;
