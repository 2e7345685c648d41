-- Rows of a file while they are judged: what they say, the units they name, and how a fault of one is told.

-- {"number", "item", "faults": [{"pointer", "code", "params"}]} of each row, with what the reading of the file found.
create or replace function app.import_rows_of(body jsonb, file jsonb) returns table (number int, item jsonb, faults jsonb) language sql stable set search_path = app, pg_temp as $$
  select coalesce((file -> 'rows' ->> (i.ordinal - 1)::int)::int, i.ordinal::int), i.item,
         coalesce((select jsonb_agg(f.fault - 'item') from jsonb_array_elements(coalesce(nullif(file -> 'faults', 'null'), '[]')) f(fault)
                    where (f.fault ->> 'item')::int = i.ordinal - 1), '[]')
    from jsonb_array_elements(body -> 'items') with ordinality i(item, ordinal)
$$;

create or replace function app.fault_of(pointer text, code text, params jsonb default '{}') returns jsonb language sql immutable as $$
  select jsonb_build_object('pointer', pointer, 'code', code, 'params', params)
$$;

-- The faults that an operation raised, without the place where its own body had them.
create or replace function app.faults_below(detail text, prefix text) returns jsonb language sql immutable set search_path = app, pg_temp as $$
  select coalesce(jsonb_agg(e.fault || jsonb_build_object('pointer', substr(e.fault ->> 'pointer', length(prefix) + 1))), '[]')
    from jsonb_array_elements(detail::jsonb -> 'errors') e(fault) where (e.fault ->> 'pointer') || '/' like prefix || '/%'
$$;

-- What of a cell is worth showing beside a new one.
create or replace function app.short_cell(cell jsonb) returns jsonb language sql immutable as $$
  select jsonb_object_agg(key, value) from jsonb_each(cell) where key in ('status', 'value', 'numerator', 'denominator', 'text', 'note') and value <> 'null'
$$;

-- ---- units ----

-- What an unknown code may have meant: units that carried it on another day, or are called so now.
create or replace function app.unit_candidates(said text) returns jsonb language sql stable set search_path = app, extensions, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', unit_uid(f.unit_id), 'code', unit_code_on(f.unit_id), 'name', unit_name_on(f.unit_id))), '[]')
    from (select k.unit_id from unit_codes k where k.code = said
          union select l.unit_id from unit_labels l where l.valid_to > today() and folded(said) in (folded(l.name), folded(l.short_name)) limit 5) f
$$;

-- A unit as a row names it: its number, or the fault with what may have been meant. Within a campaign a code is that of who
-- carried it meanwhile and owes a report; elsewhere it is today's.
create or replace function app.unit_said(campaign uuid, reference text, out unit_id int, out fault jsonb) language plpgsql stable set search_path = app, pg_temp as $$
declare
  carried text := substring(reference from '^code:([^@]+)$');
  owing int[];
  code text;
  detail text;
begin
  if carried is not null then
    owing := array(select distinct o.unit_id from campaigns c join obligations o on o.campaign_id = c.id and o.kind = 'report' join unit_codes k on k.unit_id = o.unit_id
                    where c.id = campaign and k.code = carried and k.valid && daterange(coalesce(c.starts_on, today()), coalesce(c.ends_on, 'infinity'), '[]'));
  end if;
  unit_id := case when cardinality(owing) = 1 then owing[1] else unit_named(reference) end;
exception when sqlstate 'PT404' or sqlstate 'PT409' then
  get stacked diagnostics code = message_text, detail = pg_exception_detail;
  fault := fault_of('/unit', code, jsonb_build_object('candidates', unit_candidates(carried)) || coalesce(detail::jsonb -> 'params', '{}'));
end $$;

-- Each unit that the rows of a file name, asked once.
create or replace function app.units_said(campaign uuid, body jsonb) returns table (reference text, unit_id int, fault jsonb) language sql stable set search_path = app, pg_temp as $$
  select r.reference, u.unit_id, u.fault
    from (select distinct item ->> 'unit' as reference from jsonb_array_elements(body -> 'items') item where item ->> 'unit' is not null) r
   cross join lateral unit_said(campaign, r.reference) u
$$;
