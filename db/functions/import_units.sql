-- Units out of a file: a row each, beneath a parent that stands or was made by a row before it.

-- The unit a row speaks of: by its id, or by the first code it names; null for one that is to be made.
create or replace function app.unit_of_item(match text, item jsonb) returns int language plpgsql stable set search_path = app, pg_temp as $$
declare
  on_day date := case when (item ->> 'valid_to')::date <= today() then (item ->> 'valid_to')::date - 1
                      else greatest(coalesce((item ->> 'changed_on')::date, today()), (item ->> 'valid_from')::date) end;
begin
  if match = 'id' then
    return unit_of_row(item, 'id');
  end if;
  return (select k.unit_id from unit_codes_said(item) c join unit_codes k on k.scheme = c.scheme and k.code = c.code and (k.valid @> on_day or k.valid @> today())
           order by array_position('{official,slug,agency,tax,budget}', c.scheme), k.valid @> on_day desc limit 1);
end $$;

create or replace function app.import_unit(i app.imports, item jsonb) returns app.row_done language plpgsql set search_path = app, pg_temp as $$
declare
  unit int := unit_of_item(i.match, item);
  said jsonb := item - '{id,changed_on,parent}'::text[] || jsonb_strip_nulls(jsonb_build_object('parent', unit_uid(unit_of_row(item, 'parent')), 'agency_code', agency_code(item ->> 'agency_code')));
  subject text := coalesce(case i.match when 'id' then item ->> 'id' end, item ->> 'code', item ->> 'slug', item ->> 'name');
  changed jsonb;
  outcome text;
begin
  if unit is null then
    perform create_unit(said);
    return row('created', null, item, null, subject)::row_done;
  end if;
  changed := part_changed(unit_told(unit, day_within((select u.existence from units u where u.id = unit), coalesce((item ->> 'changed_on')::date, today()))), said);
  outcome := outcome_where_it_stands(i, changed, case i.match when 'id' then '/id' else '/code' end, unit_name_on(unit));
  if outcome = 'updated' then
    perform update_unit(unit, said || case when item ? 'changed_on' then jsonb_build_object('changed_on', item ->> 'changed_on') else '{}' end);
  end if;
  return row(outcome, changed, item, unit, subject)::row_done;
end $$;
