-- Indicators of a campaign out of a file, while it is drafted: a row each, a whole before its parts, with a column for each unit that is
-- given its part, as annexes have them.

-- Who reports it, as its two columns say: levels below the issuer, and units by name.
create or replace function app.reporters_said(item jsonb) returns jsonb language sql immutable as $$
  select coalesce((select jsonb_agg(jsonb_build_object('level', l.value) order by l.ordinality) from jsonb_array_elements_text(item -> 'report_levels') with ordinality l), '[]')
      || coalesce((select jsonb_agg(jsonb_build_object('unit', u.value) order by u.ordinality) from jsonb_array_elements_text(item -> 'report_units') with ordinality u), '[]')
$$;

-- What the columns of an indicator say today.
create or replace function app.indicator_told(i app.indicators) returns jsonb language sql stable set search_path = app, pg_temp as $$
  select to_jsonb(i) || jsonb_build_object('lead_unit', unit_uid(i.lead_unit_id), 'parent', (select 'code:' || p.code from indicators p where p.id = i.parent_id))
$$;

-- The faults of a sheet of one indicator, `/items/3/target_value`, at the columns that said its cells.
create or replace function app.faults_of_units(detail text, units text[]) returns app.fault[] language sql immutable set search_path = app, pg_temp as $$
  select array_agg(row('/targets/' || replace(replace(units[substring(e.fault ->> 'pointer' from '^/items/([0-9]+)/')::int + 1], '~', '~0'), '/', '~1'), e.fault ->> 'code', e.fault -> 'params')::fault)
    from jsonb_array_elements(detail::jsonb -> 'errors') e(fault)
$$;

-- Gives units their parts of an indicator as PUT of the sheet does, and tells what stood where that was something else.
create or replace function app.import_parts(i app.imports, indicator uuid, parts jsonb, out outcome text, out changed jsonb) language plpgsql set search_path = app, pg_temp as $$
declare
  c campaigns;
  units text[];
  cells jsonb;
  found fault[] := '{}';
  each record;
  detail text;
begin
  select * into strict c from campaigns where id = i.campaign_id;
  select array_agg(p.key order by p.key), jsonb_agg(jsonb_build_object('indicator', indicator, 'unit', p.key, 'target_value', p.value) order by p.key) into units, cells from jsonb_each(parts) p;
  outcome := 'unchanged';
  changed := '{}';
  if units is null then
    return;
  end if;
  for each in select substring((s.cell).pointer from '^/items/([0-9]+)/')::int as nth, (s.stood).target, (s.stood).reason = 'unit' as stands
                from sheet_changes(c, array(select x from sheet_said(c, jsonb_build_object('items', cells)) x), sheet_day(c)) s order by 1 desc loop
    outcome := 'updated';
    changed := changed || jsonb_build_object(units[each.nth + 1], each.target);
    if each.stands and i.on_exists = 'error' then
      found := row('/targets/' || units[each.nth + 1], 'thing_stands_already', jsonb_build_object('name', units[each.nth + 1]))::fault || found;
    elsif each.stands and i.on_exists = 'skip' then
      cells := cells - each.nth;
      units := units[:each.nth] || units[each.nth + 2:];
    end if;
  end loop;
  perform raise_faults(found);
  outcome := case when cells = '[]' then 'unchanged' else outcome end;
  perform put_targets(c.id, jsonb_build_object('items', cells), false) where cells <> '[]';
exception when sqlstate 'PT422' then
  get stacked diagnostics detail = pg_exception_detail;
  if exists (select from jsonb_array_elements(detail::jsonb -> 'errors') e(fault) where e.fault ->> 'pointer' not like '/items/%') then
    raise;
  end if;
  perform raise_faults(faults_of_units(detail, units));
end $$;

create or replace function app.import_indicator(i app.imports, item jsonb) returns app.row_done language plpgsql set search_path = app, pg_temp as $$
declare
  standing indicators;
  said jsonb := item - '{id,report_levels,report_units,targets}'::text[] || jsonb_strip_nulls(jsonb_build_object('lead_unit', unit_uid(unit_of_row(item, 'lead_unit'))))
                || case when item ?| '{report_levels,report_units}' then jsonb_build_object('reporters', reporters_said(item)) else '{}' end;
  made uuid;
  changed jsonb;
  outcome text;
  given record;
begin
  select * into standing from indicators x where x.campaign_id = i.campaign_id and case i.match when 'id' then x.id::text = item ->> 'id' else x.code = item ->> 'code' end;
  if standing.id is null and i.match = 'id' and item ? 'id' then
    perform raise_faults(array[row('/id', 'not_found', '{}')::fault]);
  elsif standing.id is null then
    select n into strict made from new_indicators(i.campaign_id, jsonb_build_object('items', jsonb_build_array(said))) n;
    perform import_parts(i, made, item -> 'targets');
    return row('created', null, item, null, item ->> 'code')::row_done;
  elsif standing.code <> item ->> 'code' then
    perform raise_faults(array[row('/code', 'indicator_code_stays', jsonb_build_object('code', standing.code))::fault]);
  end if;
  changed := part_changed(indicator_told(standing), said);
  outcome := outcome_where_it_stands(i, changed, case i.match when 'id' then '/id' else '/code' end, standing.code);
  if outcome = 'updated' then
    perform patch_indicator(standing.id, said - 'code');
  end if;
  select * into given from import_parts(i, standing.id, item -> 'targets');
  return row(case when 'updated' in (outcome, given.outcome) then 'updated' else 'unchanged' end,
             case when given.changed <> '{}' then coalesce(changed, '{}') || jsonb_build_object('targets', given.changed) else changed end, item, null, standing.code)::row_done;
end $$;
