-- Rules as dated rows: what is entered later ends what was in force for the same area, and nothing that was entered changes.
-- Shipped rows are the nation's; its own are entered at the root, those of an area by its province.

-- For whom the caller enters rules: null for the nation; 403 below a province.
create or replace function app.rule_keeper(thing text) returns int language plpgsql stable set search_path = app, pg_temp as $$
begin
  if reaches_everything() then
    return null;
  elsif not keeps_rules_for(claim_unit()) then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label(thing), 'who', label('role', 'admin') || ' – ' ||
      (select string_agg(unit_name_on(u.id), ', ') from unit_tree t join units u on u.id = t.ancestor_id and u.level = 'province'
        where t.unit_id = claim_unit() and t.valid_from <= today() and t.valid_to > today())));
  end if;
  return claim_unit();
end $$;

create or replace function app.keeps_rules_for(unit int) returns boolean language plpgsql stable set search_path = app, pg_temp as $$
begin
  return has_role('admin') and case when unit is null then reaches_everything()
                                    else unit = claim_unit() and (select u.level = 'province' from units u where u.id = unit) end;
end $$;

-- What may be wrong with a new row, the last one of its kind and area beginning on `last`.
create or replace function app.dated_row_faults(body jsonb, last date) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/valid_from', 'rule_begins_too_early', jsonb_build_object('since', day_said(last)) where (body ->> 'valid_from')::date <= last
  union all
  select f.* from cited_document_faults(body) f
$$;

-- ---- terms of work: how long things may take, how often they may be done, of how few persons nothing is told ----

-- The term in force today: the nearest word in the area of a unit, else the nation's.
drop function if exists app.work_term(text);
create or replace function app.work_term(wanted text, area int) returns int language sql stable as $$
  select coalesce(w.days, w.times, w.persons) from work_terms w
    left join unit_tree t on t.ancestor_id = w.unit_id and t.unit_id = area and t.valid_from <= today() and t.valid_to > today()
   where w.code = wanted and w.valid_from <= today() and (w.unit_id is null or t.unit_id is not null)
   order by t.depth nulls last, w.valid_from desc limit 1
$$;

-- A term counts days, times or persons, as the nation's does.
create or replace function app.work_term_faults(body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/' || part.name, case when part.name = w.measure then 'required' else 'work_term_counts_otherwise' end,
         jsonb_build_object('name', label('work_term', body ->> 'code'), 'measure', label('work_term_measure', w.measure))
    from (select case when times is not null then 'times' when persons is not null then 'persons' else 'days' end as measure
            from work_terms where code = body ->> 'code' and unit_id is null order by valid_from limit 1) w
   cross join unnest('{days,times,persons}'::text[]) part(name)
   where (part.name = w.measure) = (body ->> part.name is null)
$$;

create or replace function app.new_work_term(body jsonb) returns setof app.work_terms language plpgsql set search_path = app, pg_temp as $$
declare
  keeper int := rule_keeper('work_term');
begin
  perform raise_faults(array(select f from dated_row_faults(body,
    (select max(w.valid_from) from work_terms w where w.code = body ->> 'code' and w.unit_id is not distinct from keeper)) f)
    || array(select f from work_term_faults(body) f));
  return query
    insert into work_terms(code, unit_id, valid_from, days, times, persons, citation, document_id)
    select p.code, keeper, p.valid_from, p.days, p.times, p.persons, p.citation, (body ->> 'document')::uuid from jsonb_populate_record(null::work_terms, body - 'document') p
    returning *;
end $$;

-- A term as replies show it (schema WorkTerm); `published`, since all who are signed in may read it.
drop function if exists app.work_term_shown(app.work_terms);
create or replace function app.work_term_shown(w app.work_terms)
returns table (id uuid, code text, name text, days int, times int, persons int, "unit.id" uuid, "unit.code" text, "unit.name" text, valid_from date, valid_to date, citation text, document uuid,
               "entered_by.id" uuid, "entered_by.name" text, created_at timestamptz, version int, _unit_id int, _published boolean)
language sql stable rows 1 as $$
  select w.id, w.code, label('work_term', w.code), w.days, w.times, w.persons, unit_uid(w.unit_id), unit_code_on(w.unit_id), unit_name_on(w.unit_id), w.valid_from,
         (select min(x.valid_from) from work_terms x where x.code = w.code and x.unit_id is not distinct from w.unit_id and x.valid_from > w.valid_from),
         w.citation, w.document_id, w.created_by, person_name(w.created_by), w.created_at, w.version, w.unit_id, true
$$;
