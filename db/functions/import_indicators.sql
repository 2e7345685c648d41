-- Indicators of a campaign out of a file, while it is drafted: a row each, a whole before its parts.

-- Who reports it, as its two columns say: levels below the issuer, and units by name.
create or replace function app.reporters_said(item jsonb) returns jsonb language sql immutable as $$
  select coalesce((select jsonb_agg(jsonb_build_object('level', l.value) order by l.ordinality) from jsonb_array_elements_text(item -> 'report_levels') with ordinality l), '[]')
      || coalesce((select jsonb_agg(jsonb_build_object('unit', u.value) order by u.ordinality) from jsonb_array_elements_text(item -> 'report_units') with ordinality u), '[]')
$$;

-- What the columns of an indicator say today.
create or replace function app.indicator_told(i app.indicators) returns jsonb language sql stable set search_path = app, pg_temp as $$
  select to_jsonb(i) || jsonb_build_object('lead_unit', unit_uid(i.lead_unit_id), 'parent', (select 'code:' || p.code from indicators p where p.id = i.parent_id))
$$;

create or replace function app.import_indicator(i app.imports, item jsonb) returns app.row_done language plpgsql set search_path = app, pg_temp as $$
declare
  standing indicators;
  said jsonb := item - '{id,report_levels,report_units}'::text[] || jsonb_strip_nulls(jsonb_build_object('lead_unit', unit_uid(unit_of_row(item, 'lead_unit'))))
                || case when item ?| '{report_levels,report_units}' then jsonb_build_object('reporters', reporters_said(item)) else '{}' end;
  changed jsonb;
  outcome text;
begin
  select * into standing from indicators x where x.campaign_id = i.campaign_id and case i.match when 'id' then x.id::text = item ->> 'id' else x.code = item ->> 'code' end;
  if standing.id is null and i.match = 'id' and item ? 'id' then
    perform raise_faults(array[row('/id', 'not_found', '{}')::fault]);
  elsif standing.id is null then
    perform new_indicators(i.campaign_id, jsonb_build_object('items', jsonb_build_array(said)));
    return row('created', null, item, null, item ->> 'code')::row_done;
  elsif standing.code <> item ->> 'code' then
    perform raise_faults(array[row('/code', 'indicator_code_stays', jsonb_build_object('code', standing.code))::fault]);
  end if;
  changed := part_changed(indicator_told(standing), said);
  outcome := outcome_where_it_stands(i, changed, case i.match when 'id' then '/id' else '/code' end, standing.code);
  if outcome = 'updated' then
    perform patch_indicator(standing.id, said - 'code');
  end if;
  return row(outcome, changed, item, null, standing.code)::row_done;
end $$;
