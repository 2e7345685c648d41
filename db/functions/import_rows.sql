-- Rows of a file while they are judged: what they say, the units they name, and how a fault of one is told.

-- {"number", "item", "faults": [{"pointer", "code", "params"}]} of each row, with what the reading of the file found.
create or replace function app.import_rows_of(body jsonb, file jsonb) returns table (number int, item jsonb, faults jsonb) language sql stable set search_path = app, pg_temp as $$
  select coalesce(place.number::int, i.nth::int), i.item, coalesce(found.faults, '[]')
    from jsonb_array_elements(body -> 'items') with ordinality i(item, nth)
    left join jsonb_array_elements_text(coalesce(nullif(file -> 'rows', 'null'), '[]')) with ordinality place(number, nth) on place.nth = i.nth
    left join (select (f.fault ->> 'item')::int + 1 as nth, jsonb_agg(f.fault - 'item') as faults
                 from jsonb_array_elements(coalesce(nullif(file -> 'faults', 'null'), '[]')) f(fault) group by 1) found on found.nth = i.nth
$$;

create or replace function app.fault_of(pointer text, code text, params jsonb default '{}') returns jsonb language sql immutable as $$
  select jsonb_build_object('pointer', pointer, 'code', code, 'params', params)
$$;

-- The faults that an operation raised, without the place where its own body had them.
create or replace function app.faults_below(detail text, prefix text) returns jsonb language sql immutable set search_path = app, pg_temp as $$
  select coalesce(jsonb_agg(e.fault || jsonb_build_object('pointer', substr(e.fault ->> 'pointer', length(prefix) + 1))), '[]')
    from jsonb_array_elements(detail::jsonb -> 'errors') e(fault) where (e.fault ->> 'pointer') || '/' like prefix || '/%'
$$;

-- What a cell said, a number with the decimal sign of the table that is asked for: what could not be read as one stays as it was.
create or replace function app.as_written(said jsonb, decimal_sign text) returns text language sql immutable as $$
  select case when jsonb_typeof(said) = 'number' and decimal_sign = 'comma' then replace(said #>> '{}', '.', ',') else said #>> '{}' end
$$;

-- What of a cell is worth showing beside a new one.
create or replace function app.short_cell(cell jsonb) returns jsonb language sql immutable as $$
  select jsonb_object_agg(key, value) from jsonb_each(cell) where key in ('status', 'value', 'numerator', 'denominator', 'text', 'note') and value <> 'null'
$$;

-- ---- units ----

-- What an unknown code may have meant: units that carried it on another day, or are called so now.
create or replace function app.unit_candidates(said text) returns jsonb language plpgsql stable security definer set search_path = app, extensions, pg_temp as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('id', unit_uid(f.unit_id), 'code', unit_code_on(f.unit_id), 'name', unit_name_on(f.unit_id))), '[]')
      from (select k.unit_id from unit_codes k where k.code = said
            union select l.unit_id from unit_labels l where folded(l.name) = folded(said) and l.valid_to > today()
            union select l.unit_id from unit_labels l where folded(l.short_name) = folded(said) and l.valid_to > today() limit 5) f);
end $$;

-- A unit as it is named today: its number, or the fault with what may have been meant.
create or replace function app.unit_said(reference text, out unit_id int, out fault jsonb) language plpgsql stable set search_path = app, pg_temp as $$
declare
  code text;
  detail text;
begin
  unit_id := unit_named(reference);
exception when sqlstate 'PT404' or sqlstate 'PT409' then
  get stacked diagnostics code = message_text, detail = pg_exception_detail;
  fault := fault_of('/unit', code, jsonb_build_object('candidates', unit_candidates(substring(reference from '^code:([^@]+)$'))) || coalesce(detail::jsonb -> 'params', '{}'));
end $$;

-- Each unit that the rows of a file name, asked once. Within a campaign a code is that of who carried it meanwhile and owes
-- a report; elsewhere it is today's.
create or replace function app.units_said(campaign uuid, body jsonb) returns table (reference text, unit_id int, fault jsonb) language plpgsql stable set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with said as materialized (select distinct item ->> 'unit' as reference from jsonb_array_elements(body -> 'items') item where item ->> 'unit' is not null),
  owing as materialized (
    select s.reference, min(o.unit_id) as unit_id
      from campaigns c cross join said s
      join unit_codes k on k.code = substring(s.reference from '^code:([^@]+)$') and k.valid && daterange(coalesce(c.starts_on, today()), coalesce(c.ends_on, 'infinity'), '[]')
      join obligations o on o.campaign_id = c.id and o.kind = 'report' and o.unit_id = k.unit_id
     where c.id = campaign
     group by s.reference having count(distinct o.unit_id) = 1)
  select o.reference, o.unit_id, null::jsonb from owing o
  union all
  select s.reference, u.unit_id, u.fault from said s cross join lateral unit_said(s.reference) u where s.reference not in (select o.reference from owing o);
end $$;

drop function if exists app.unit_said(uuid, text);
select app.by_engine('app.unit_candidates(text)');
