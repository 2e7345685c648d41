-- What can be imported: a row each. A further type is a row here, its columns in the contract (a schema with `x-for`), and a
-- function that judges and writes one row, in a file of its own; import_each() does the rest.

-- `belongs_to`: the parameter that an import of it cannot do without; `guards` and `action` are how guard() judges what that names;
-- `tag` and `makes` are the scope that a service token needs beside that of importing: to write the tag, or the operation of a single one.
-- `batch` takes rows together, `each` one of them; `key` is the column by which a row finds its thing with match=code, as `id` is
-- with match=id.
drop function if exists app.import_types();
create or replace function app.import_types() returns table (type text, belongs_to text, guards text, action text, tag text, makes text, roles text[], batch text, each text, key text)
language sql immutable parallel safe as $$
  values ('values',      'campaign', null,        null,       'reports',   null,              '{reporter,reviewer}'::text[], 'import_values',  null,                null),
         ('targets',     'campaign', null,        null,       'campaigns', null,              '{reviewer}',                  'import_targets', null,                null),
         ('units',       null,       null,        null,       'units',     null,              '{admin}',                     'import_each',    'import_unit',       'code'),
         ('users',       null,       null,        null,       'people',    null,              '{admin}',                     'import_each',    'import_user',       'username'),
         ('campaigns',   null,       null,        null,       'campaigns', 'create_campaign', '{reviewer}',                  'import_each',    'import_campaign',   'code'),
         ('indicators',  'campaign', 'campaigns', 'patch',    'campaigns', null,              '{reviewer}',                  'import_each',    'import_indicator',  'code'),
         ('proposals',   null,       null,        null,       'awards',    'create_proposal', '{reporter,reviewer}',         'import_each',    'import_proposal',   'title'),
         ('nominations', 'proposal', 'proposals', 'nominate', 'awards',    null,              '{reporter,reviewer}',         'import_each',    'import_nomination', 'honouree')
$$;

-- ---- rows that are judged one by one ----

-- Columns of a row that a constraint speaks of by its name.
create or replace function app.constraint_column(code text) returns text language sql immutable parallel safe as $$
  select (jsonb_build_object('code_means_one_unit_at_a_time', 'code', 'username_taken', 'username', 'assignment_overlaps', 'role', 'external_identity_taken', 'external_identity', 'campaign_code_taken', 'code')) ->> code
$$;

-- What was raised while a row was written, as faults of the row; null where it was none of its own.
create or replace function app.raised_faults(state text, code text, detail text, constraint_name text) returns jsonb language sql immutable set search_path = app, pg_temp as $$
  select case when state like 'PT4%' and jsonb_array_length(coalesce(detail::jsonb -> 'errors', '[]')) > 0 then
                (select jsonb_agg(e.fault || jsonb_build_object('pointer', regexp_replace(e.fault ->> 'pointer', '^/items/0', ''))) from jsonb_array_elements(detail::jsonb -> 'errors') e(fault))
              when state like 'PT4%' then jsonb_build_array(fault_of(coalesce('/' || constraint_column(code), ''), code, coalesce(detail::jsonb -> 'params', '{}')))
              when state in ('23505', '23P01', '23514') and constraint_name !~ '_(pkey|key|check|excl|idx)$'
                then jsonb_build_array(fault_of(coalesce('/' || constraint_column(constraint_name), ''), constraint_name)) end
$$;

-- A row said already in this file, in a batch before or in this one.
create or replace function app.insist_on_first(i app.imports, subject text, number int, seen jsonb, key text) returns void language plpgsql stable set search_path = app, pg_temp as $$
declare
  first int := coalesce((seen ->> insist_on_first.subject)::int,
                        (select min(r.number) from import_rows r where r.import_id = i.id and r.subject = insist_on_first.subject and r.number < insist_on_first.number));
begin
  if first is not null then
    perform raise_faults(array[row('/' || case i.match when 'id' then 'id' else key end, 'repeated_row',
                                   jsonb_build_object('name', insist_on_first.subject, 'first', first))::fault]);
  end if;
end $$;

-- A row tried as by hand: what it did, or the faults raised while it was written, which is undone then.
create or replace function app.tried_row(i app.imports, each text, key text, item jsonb, number int, seen jsonb, out done app.row_done, out faults jsonb) language plpgsql set search_path = app, pg_temp as $$
declare
  state text;
  code text;
  detail text;
  broken text;
begin
  execute format('select * from app.%I($1, $2)', each) into done using i, item;
  perform insist_on_first(i, done.subject, number, seen, key);
  faults := '[]';
exception when others then
  get stacked diagnostics state = returned_sqlstate, code = message_text, detail = pg_exception_detail, broken = constraint_name;
  faults := raised_faults(state, code, case when state like 'PT4%' then detail end, broken);
  if faults is null then
    raise;
  end if;
  done := row('rejected', null, null, null, null);
end $$;

-- Rows of a type tried one after the other, those beneath the thing that the import names.
create or replace function app.tried_rows(i app.imports, type text, body jsonb, file jsonb) returns table (number int, item jsonb, done app.row_done, faults jsonb)
language plpgsql set search_path = app, pg_temp as $$
#variable_conflict use_column
declare
  rule record;
  said record;
  tried record;
  seen jsonb := '{}';
begin
  select * into strict rule from import_types() t where t.type = tried_rows.type;
  perform guard(rule.guards, coalesce(i.campaign_id, i.proposal_id), '*', rule.action) where rule.guards is not null;
  for said in select * from import_rows_of(body, file) r order by r.number loop
    number := said.number;
    item := said.item;
    done := row('rejected', null, null, null, null);
    faults := said.faults;
    if faults = '[]' then
      select * into tried from tried_row(i, rule.each, rule.key, item, number, seen);
      done := tried.done;
      faults := tried.faults;
      seen := seen || case when faults = '[]' then jsonb_build_object(done.subject, number) else '{}' end;
    end if;
    return next;
  end loop;
end $$;

-- Undoes what rows wrote, by a raise that its caller knows, where they were only tried, or all or none are wanted.
create or replace function app.undo_unless_kept(keep boolean, whole boolean, outcomes text[]) returns void language plpgsql set search_path = app, pg_temp as $$
begin
  if not keep or (whole and 'rejected' = any (outcomes)) then
    raise exception using errcode = 'TD001', message = 'only tried';
  end if;
end $$;

-- Tries the rows of a batch, and keeps what they wrote where that is wanted.
create or replace function app.import_each(i app.imports, body jsonb, file jsonb, keep boolean) returns setof app.import_rows language plpgsql set search_path = app, pg_temp as $$
declare
  rows import_rows[];
begin
  begin
    rows := array(select row(i.id, i.unit_id, t.number, (t.done).outcome, t.item, null, null, (t.done).about_unit_id, (t.done).current, (t.done).new, t.faults, null, (t.done).subject)::import_rows
                    from tried_rows(i, i.type, body, file) t);
    perform undo_unless_kept(keep, i.atomic = 'all', array(select r.outcome from unnest(rows) r));
  exception when sqlstate 'TD001' then
    null;
  end;
  return query select * from unnest(rows);
end $$;

-- What a row has beneath it, {"indicators": […]}, are rows of a type of their own that belong to its thing: all of them are tried
-- before their faults are told, each at its place. `changed` is what those that stood said before, by what they speak of.
create or replace function app.import_beneath(i app.imports, type text, items jsonb, out outcome text, out changed jsonb) language plpgsql set search_path = app, pg_temp as $$
declare
  tried record;
  found fault[] := '{}';
begin
  outcome := 'unchanged';
  if jsonb_array_length(coalesce(items, '[]')) = 0 then
    return;
  end if;
  i.id := null;                                    -- no other row of the file has the same thing above it
  for tried in select * from tried_rows(i, type, jsonb_build_object('items', items), null) loop
    found := found || array(select row(format('/%s/%s%s', type, tried.number - 1, f.fault ->> 'pointer'), f.fault ->> 'code', f.fault -> 'params')::fault from jsonb_array_elements(tried.faults) f(fault));
    if tried.faults = '[]' then
      outcome := case when (tried.done).outcome = 'unchanged' then outcome else 'updated' end;
      changed := case when (tried.done).current is null then changed else coalesce(changed, '{}') || jsonb_build_object((tried.done).subject, (tried.done).current) end;
    end if;
  end loop;
  perform raise_faults(found);
end $$;

-- A row done together with what stands beneath it.
create or replace function app.row_with(i app.imports, beneath text, outcome text, changed jsonb, item jsonb, subject text) returns app.row_done language plpgsql set search_path = app, pg_temp as $$
declare
  below record;
begin
  select * into below from import_beneath(i, beneath, item -> beneath);
  return row(case outcome when 'unchanged' then below.outcome else outcome end,
             nullif(coalesce(changed, '{}') || jsonb_strip_nulls(jsonb_build_object(beneath, below.changed)), '{}'), item, null, subject)::row_done;
end $$;

-- ---- what the functions of the types share ----

-- The unit that a column names; unknown or ambiguous it is a fault there, with what may have been meant.
create or replace function app.unit_of_row(item jsonb, key text) returns int language plpgsql stable set search_path = app, pg_temp as $$
declare
  said record;
begin
  if item ->> key is null then
    return null;
  end if;
  select * into said from units_said(null, jsonb_build_object('items', jsonb_build_array(jsonb_build_object('unit', item ->> key))));
  if said.fault is not null then
    perform raise_faults(array[row('/' || key, said.fault ->> 'code', said.fault -> 'params')::fault]);
  end if;
  return said.unit_id;
end $$;

-- Of what stands, the part that a row speaks of; null where the row says nothing else.
create or replace function app.part_changed(standing jsonb, said jsonb) returns jsonb language sql immutable as $$
  select jsonb_object_agg(s.key, standing -> s.key) from jsonb_each(said) s where standing -> s.key is distinct from s.value
$$;

-- What becomes of a row whose thing stands already and says something else: it may be told to leave it, or be rejected.
create or replace function app.outcome_where_it_stands(i app.imports, changed jsonb, pointer text, name text) returns text language plpgsql stable set search_path = app, pg_temp as $$
begin
  if changed is not null and i.on_exists = 'error' then
    perform raise_faults(array[row(pointer, 'thing_stands_already', jsonb_build_object('name', name))::fault]);
  end if;
  return case when changed is null or i.on_exists = 'skip' then 'unchanged' else 'updated' end;
end $$;

-- ---- the rows as a file ----

-- The columns that the rows of an import have, those of nested objects with a dot.
create or replace function app.import_columns(import uuid) returns text[] language sql stable set search_path = app, pg_temp as $$
  select coalesce(array_agg(c.name order by c.first, c.nth, c.name), '{}')
    from (select f.name, min(f.number) as first, min(f.nth) as nth
            from (select r.number, s.nth, s.key || coalesce('.' || inner_keys.name, '') as name
                    from import_rows r cross join lateral jsonb_each(r.item) with ordinality s(key, value, nth)
                    left join lateral jsonb_object_keys(case jsonb_typeof(s.value) when 'object' then s.value else '{}' end) inner_keys(name) on true
                   where r.import_id = import) f group by f.name) c
$$;

-- What a row says in a column, as a cell of a table would.
drop function if exists app.line_cell(jsonb, text);
create or replace function app.line_cell(item jsonb, name text, decimal_sign text) returns text language sql immutable as $$
  select case jsonb_typeof(v) when 'array' then (select string_agg(e, '; ') from jsonb_array_elements_text(v) e) else app.as_written(v, decimal_sign) end
    from (select case when strpos(name, '.') > 0 then item -> split_part(name, '.', 1) -> substr(name, strpos(name, '.') + 1) else item -> name end) x(v)
$$;
