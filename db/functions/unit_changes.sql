-- Units that an administrator enters, names, codes and places beneath a parent of the own area. Kinds, levels and ends are
-- changed by reorganisations only. A name, a code or a parent is corrected in place, or followed by another from a day on.

create or replace function app.level_rank(level text) returns int language sql immutable parallel safe as $$
  select coalesce(array_position('{province,district,commune}', level), 0)
$$;

-- The level that areas of a kind have; null for agencies and other bodies, which are of any.
create or replace function app.level_of_kind(kind text) returns text language sql immutable parallel safe as $$
  select case when kind = 'province' then 'province' when kind in ('district', 'city', 'town') then 'district'
              when kind in ('township', 'commune', 'ward', 'special_zone', 'village', 'residential_group') then 'commune' end
$$;

-- The columns in which a unit's codes stand, by their scheme.
create or replace function app.unit_code_columns() returns table (scheme text, name text) language sql immutable parallel safe as $$
  values ('official', 'code'), ('slug', 'slug'), ('agency', 'agency_code'), ('tax', 'tax_code'), ('budget', 'budget_code')
$$;

create or replace function app.unit_codes_said(body jsonb) returns table (scheme text, name text, code text) language sql immutable set search_path = app, pg_temp as $$
  select c.scheme, c.name, case c.scheme when 'agency' then agency_code(body ->> c.name) else body ->> c.name end from unit_code_columns() c where body ? c.name
$$;

-- The tree is derived at the commit; who goes on beneath a unit just made wants it now.
create or replace function app.derive_for(unit int) returns void language plpgsql security definer set search_path = app, pg_temp as $$
begin
  if current_setting('app.structure_dirty', true) = 'yes' and not exists (select from unit_tree t where t.unit_id = unit) then
    perform derive_structure();
  end if;
end $$;

-- What is wrong with a unit as it would be: `days` it exists, beneath `parent`.
create or replace function app.unit_faults(body jsonb, parent int, days daterange) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select f.pointer, f.code, f.params from units p cross join lateral (values
      ('/level', 'unit_level_differs', jsonb_build_object('kind_label', label('unit_kind', body ->> 'kind'), 'level_label', label('level', level_of_kind(body ->> 'kind'))),
        body ->> 'level' <> level_of_kind(body ->> 'kind')),
      ('/level', 'unit_above_its_parent', jsonb_build_object('parent', unit_name_on(p.id)), level_rank(coalesce(body ->> 'level', level_of_kind(body ->> 'kind'), p.level)) < level_rank(p.level)),
      ('/parent', 'area_beneath_an_agency', jsonb_build_object('parent', unit_name_on(p.id)), is_area(body ->> 'kind') and not is_area(p.kind) and p.kind <> 'country'),
      ('/code', 'unit_needs_a_code', '{}', body ->> 'code' is null and body ->> 'slug' is null),
      ('/valid_from', 'unit_outlives_its_parent', jsonb_build_object('parent', unit_name_on(p.id)), not p.existence @> days)) f(pointer, code, params, wrong)
   where p.id = parent and f.wrong
  union all
  select '/' || c.name, 'code_means_one_unit_at_a_time', jsonb_build_object('candidates', jsonb_agg(unit_brief(k.unit_id) order by k.unit_id))
    from unit_codes_said(body) c join unit_codes k on k.scheme = c.scheme and k.code = c.code and k.valid && days group by c.name
$$;

-- A unit beneath one of the caller's area. Its level is that of its kind, else that of the parent; without an end of its own it
-- ends with the parent, where that is known.
create or replace function app.create_unit(body jsonb) returns int language plpgsql security definer set search_path = app, pg_temp as $$
declare
  days daterange;
  parent int;
  made int;
begin
  perform derive_for(unit_named(body ->> 'parent'));
  parent := administered_unit(body ->> 'parent', '/parent');
  if (body ->> 'valid_to')::date <= coalesce((body ->> 'valid_from')::date, today()) then
    perform raise_faults(array[row('/valid_to', 'unit_ends_after_it_begins', '{}')::fault]);
  elsif not exists (select from units p where p.id = parent and p.existence @> coalesce((body ->> 'valid_from')::date, today())) then
    perform raise_faults(array[row('/valid_from', 'unit_outlives_its_parent', jsonb_build_object('parent', unit_name_on(parent)))::fault]);
  end if;
  days := daterange(coalesce((body ->> 'valid_from')::date, today()), coalesce((body ->> 'valid_to')::date, (select upper(p.existence) from units p where p.id = parent)));
  perform raise_faults(array(select f from unit_faults(body, parent, days) f));
  insert into units(kind, level, existence)
  values (body ->> 'kind', coalesce(body ->> 'level', level_of_kind(body ->> 'kind'), (select p.level from units p where p.id = parent)), days) returning id into made;
  insert into unit_names(unit_id, name, type, valid) values (made, body ->> 'name', coalesce(body ->> 'type', ''), days);
  insert into unit_codes(unit_id, scheme, code, valid) select made, c.scheme, c.code, days from unit_codes_said(body) c where c.code is not null;
  insert into unit_parents(unit_id, parent_id, valid) values (made, parent, days);
  return made;
end $$;

-- The day whose name, codes and parent a change is about: the one on which it begins, today, or the last or first there is.
create or replace function app.day_within(existence daterange, wanted date) returns date language sql immutable parallel safe as $$
  select least(greatest(wanted, lower(existence)), upper(existence) - 1)
$$;

-- What the columns of a unit say on a day, those that are empty too.
create or replace function app.unit_told(unit int, on_day date) returns jsonb language sql stable set search_path = app, pg_temp as $$
  select jsonb_build_object('name', n.name, 'type', n.type, 'kind', u.kind, 'level', u.level, 'valid_from', lower(u.existence), 'valid_to', upper(u.existence),
           'parent', (select unit_uid(p.parent_id) from unit_parents p where p.unit_id = u.id and p.valid @> on_day))
         || (select jsonb_object_agg(c.name, k.code) from unit_code_columns() c left join unit_codes k on k.unit_id = u.id and k.scheme = c.scheme and k.valid @> on_day)
    from units u left join unit_names n on n.unit_id = u.id and n.valid @> on_day where u.id = unit
$$;

-- Ends what stands on a day, so that something else may begin there; from its own first day on, or without a day, it was never so.
create or replace function app.make_room(kept regclass, unit int, on_day date, since date, more text default null) returns daterange
language plpgsql set search_path = app, pg_temp as $$
declare
  days daterange;
begin
  execute format('select valid from %s where unit_id = $1 and valid @> $2 and ($3 is null or to_jsonb(%1$s) ->> ''scheme'' = $3)', kept) into days using unit, on_day, more;
  if days is null then
    return daterange(since, null);
  elsif since is null or since <= lower(days) then
    execute format('delete from %s where unit_id = $1 and valid = $2 and ($3 is null or to_jsonb(%1$s) ->> ''scheme'' = $3)', kept) using unit, days, more;
    return days;
  end if;
  execute format('update %s set valid = daterange(lower(valid), $3) where unit_id = $1 and valid = $2 and ($4 is null or to_jsonb(%1$s) ->> ''scheme'' = $4)', kept) using unit, days, since, more;
  return daterange(since, upper(days));
end $$;

-- Changes what a body says otherwise of a unit of the area; `changed_on` is the day from which it is so, without it was always.
create or replace function app.update_unit(unit int, body jsonb) returns void language plpgsql security definer set search_path = app, pg_temp as $$
declare
  u units;
  since date := (body ->> 'changed_on')::date;
  on_day date;
  told jsonb;
  parent int;
  days daterange;
  each record;
begin
  perform derive_for(unit);
  select * into strict u from units where id = unit for update;
  if not administers(unit) then
    perform raise_faults(array[row('/code', 'unit_outside_area', jsonb_build_object('unit', unit_name_on(unit)))::fault]);
  elsif not u.existence @> coalesce(since, lower(u.existence)) then
    perform raise_faults(array[row('/changed_on', 'unit_does_not_exist_then', jsonb_build_object('unit', unit_name_on(unit)))::fault]);
  end if;
  on_day := day_within(u.existence, coalesce(since, today()));
  told := unit_told(unit, on_day);
  perform raise_faults(array(
    select row('/' || k.name, 'changed_by_reorganisation', jsonb_build_object('unit', told ->> 'name'))::fault from unnest('{kind,level,valid_from,valid_to}'::text[]) k(name)
     where body ? k.name and body -> k.name is distinct from told -> k.name));
  if body ->> 'parent' is not null and unit_named(body ->> 'parent') is distinct from unit_named(told ->> 'parent') then
    perform derive_for(unit_named(body ->> 'parent'));
    parent := administered_unit(body ->> 'parent', '/parent');
    if parent = unit or unit_is_above(unit, parent) then
      perform raise_faults(array[row('/parent', 'unit_beneath_itself', '{}')::fault]);
    end if;
  end if;
  perform raise_faults(array(
    select f from unit_faults(told - array(select c.name from unit_code_columns() c) || (body - 'parent')
                              || jsonb_build_object('code', case when body ? 'code' then body ->> 'code' else told ->> 'code' end, 'slug', case when body ? 'slug' then body ->> 'slug' else told ->> 'slug' end),
                              coalesce(parent, unit_named(told ->> 'parent')), daterange(on_day, on_day, '[]')) f
     where f.code <> 'code_means_one_unit_at_a_time' or body -> substr(f.pointer, 2) is distinct from told -> substr(f.pointer, 2)));
  if told || jsonb_build_object('name', coalesce(body ->> 'name', told ->> 'name'), 'type', coalesce(body ->> 'type', told ->> 'type')) <> told then
    days := make_room('app.unit_names', unit, on_day, since);
    insert into unit_names(unit_id, name, type, valid) values (unit, coalesce(body ->> 'name', told ->> 'name'), coalesce(body ->> 'type', told ->> 'type'), days);
  end if;
  for each in select c.* from unit_codes_said(body) c where c.code is distinct from told ->> c.name loop
    days := make_room('app.unit_codes', unit, on_day, since, each.scheme);
    insert into unit_codes(unit_id, scheme, code, valid)
    select unit, each.scheme, each.code, case when lower_inf(days) then daterange(lower(u.existence), upper(days)) else days end * u.existence where each.code is not null;
  end loop;
  if parent is not null then
    days := make_room('app.unit_parents', unit, on_day, since);
    insert into unit_parents(unit_id, parent_id, valid) values (unit, parent, days);
  end if;
  update units x set changed_at = null where x.id = unit;
end $$;

select app.by_engine('app.derive_for(int)', 'app.create_unit(jsonb)', 'app.update_unit(int,jsonb)');
