-- Groups of units: emulation clusters and blocks, poor districts and the like, with members and heads by their days.

-- Members stand below the unit that keeps the group, and lived on the days they are said to be members.
create or replace function app.unit_group_faults(keeper int, body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  with given as (select m, unit_named(m ->> 'unit') as unit, n - 1 as n from jsonb_array_elements(coalesce(nullif(body -> 'members', 'null'), '[]')) with ordinality x(m, n))
  select format('/members/%s/unit', n), 'unit_outside_the_area', jsonb_build_object('unit', unit_name_on(unit)) from given where not unit_in_campaign(unit, keeper)
  union all
  select format('/members/%s/valid_until', n), 'ends_before_it_starts', '{}' from given where (m ->> 'valid_until')::date <= (m ->> 'valid_from')::date
  union all
  select format('/members/%s/unit', n), 'member_named_twice', jsonb_build_object('unit', unit_name_on(unit)) from given
   where exists (select from given o where o.n < given.n and o.unit = given.unit and member_days(o.m) && member_days(given.m))
  union all
  select format('/heads/%s/unit', h.n - 1), 'head_is_no_member', jsonb_build_object('unit', unit_name_on(unit_named(h.h ->> 'unit')), 'year', h.h -> 'year')
    from jsonb_array_elements(coalesce(nullif(body -> 'heads', 'null'), '[]')) with ordinality h(h, n)
   where not exists (select from given where unit = unit_named(h.h ->> 'unit')
                        and member_days(m) && daterange(make_date((h.h ->> 'year')::int, 1, 1), make_date((h.h ->> 'year')::int + 1, 1, 1)))
  union all
  select '/valid_until', 'ends_before_it_starts', '{}' where (body ->> 'valid_until')::date <= (body ->> 'valid_from')::date
$$;

create or replace function app.member_days(m jsonb) returns daterange language sql immutable parallel safe as $$
  select case when (m ->> 'valid_until')::date <= (m ->> 'valid_from')::date then 'empty' else daterange((m ->> 'valid_from')::date, (m ->> 'valid_until')::date) end
$$;

create or replace function app.put_members(wanted uuid, body jsonb) returns void language plpgsql set search_path = app, pg_temp as $$
begin
  if body ? 'members' then
    delete from unit_group_members where group_id = wanted;
    insert into unit_group_members(group_id, member_id, valid) select wanted, unit_named(m ->> 'unit'), member_days(m) from jsonb_array_elements(body -> 'members') m;
  end if;
  if body ? 'heads' then
    delete from unit_group_heads where group_id = wanted;
    insert into unit_group_heads(group_id, year, member_id, role)
    select wanted, (h ->> 'year')::int, unit_named(h ->> 'unit'), coalesce(h ->> 'role', 'head') from jsonb_array_elements(body -> 'heads') h;
  end if;
end $$;

create or replace function app.new_unit_group(body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  made uuid;
begin
  perform raise_faults(array(select f from unit_group_faults(claim_unit(), body) f));
  insert into unit_groups(unit_id, kind, code, name, valid, decision_number, decision_date, note, invented)
  select claim_unit(), p.kind, p.code, p.name, daterange((body ->> 'valid_from')::date, (body ->> 'valid_until')::date), p.decision_number, p.decision_date, p.note, coalesce(p.invented, false)
    from jsonb_populate_record(null::unit_groups, body - 'unit') p
  returning id into made;
  perform put_members(made, body);
  return made;
end $$;

-- What stood in a group, in the words of a body, so that a patch is judged as a whole.
create or replace function app.unit_group_body(g app.unit_groups) returns jsonb language sql stable set search_path = app, pg_temp as $$
  select jsonb_build_object('valid_from', day_from(g.valid), 'valid_until', day_until(g.valid),
           'members', (select coalesce(jsonb_agg(jsonb_build_object('unit', unit_uid(m.member_id), 'valid_from', day_from(m.valid), 'valid_until', day_until(m.valid)) order by m.member_id, m.valid), '[]')
                         from unit_group_members m where m.group_id = g.id),
           'heads', (select coalesce(jsonb_agg(jsonb_build_object('unit', unit_uid(h.member_id), 'year', h.year, 'role', h.role) order by h.year, h.role), '[]') from unit_group_heads h where h.group_id = g.id))
$$;

create or replace function app.patch_unit_group(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  stood unit_groups;
begin
  select * into strict stood from unit_groups where id = wanted;
  perform raise_faults(array(select f from unit_group_faults(stood.unit_id, unit_group_body(stood) || body) f));
  perform put_members(wanted, body);
  update unit_groups g
     set (kind, name, valid, decision_number, decision_date, note, invented, changed_at)
       = (select p.kind, p.name, daterange(case when body ? 'valid_from' then (body ->> 'valid_from')::date else lower(g.valid) end,
                                           case when body ? 'valid_until' then (body ->> 'valid_until')::date else upper(g.valid) end),
                 p.decision_number, p.decision_date, p.note, p.invented, case when body ?| '{members,heads}' then null else g.changed_at end
            from jsonb_populate_record(g, body) p)
   where g.id = wanted;
  return wanted;
end $$;

-- Gone, unless targets were given to it or indicators name it as their population or reporters.
create or replace function app.drop_unit_group(wanted uuid) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  if unit_group_in_use(wanted) then
    perform raise_problem(409, 'group_in_use', jsonb_build_object('group', (select name from unit_groups where id = wanted)));
  end if;
  delete from unit_groups where id = wanted;
  return wanted;
end $$;

create or replace function app.unit_group_in_use(wanted uuid) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select exists (select from ranking_methods m join unit_groups g on g.id = wanted where m.peers ->> 'group' in (g.id::text, 'code:' || g.code, g.code))
      or exists (select from indicators i, jsonb_array_elements(i.reporters) r join unit_groups g on g.id = wanted where r ->> 'group' in (g.id::text, 'code:' || g.code, g.code))
$$;

create or replace function app.unit_group_made(wanted uuid) returns setof app.unit_groups language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from unit_groups where id = wanted
$$;

-- A group as replies show it (schema UnitGroup); volatile, since members may be of this very statement.
create or replace function app.unit_group_shown(g app.unit_groups)
returns table (id uuid, kind text, code text, name text, "unit.id" uuid, "unit.code" text, "unit.name" text, member_count int, valid_from date, valid_until date,
               decision_number text, decision_date date, note text, invented boolean, members json, heads json, version int, allowed_actions text[], _unit_id int, _published boolean)
language plpgsql volatile rows 1 as $$
#variable_conflict use_column
begin
  return query
  select g.id, g.kind, g.code, g.name, unit_uid(g.unit_id), unit_code_on(g.unit_id), unit_name_on(g.unit_id),
         (select count(*)::int from unit_group_members m where m.group_id = g.id and m.valid @> today()),
         day_from(g.valid), day_until(g.valid), g.decision_number, g.decision_date, g.note, g.invented,
         (select coalesce(json_agg(json_build_object('unit', unit_brief(m.member_id, greatest(lower(m.valid), '1945-09-02')),
                                                     'valid_from', day_from(m.valid), 'valid_until', day_until(m.valid)) order by m.member_id, m.valid), '[]')
            from unit_group_members m where m.group_id = g.id),
         (select coalesce(json_agg(json_build_object('year', h.year, 'role', h.role, 'unit', unit_brief(h.member_id, make_date(h.year, 12, 31))) order by h.year desc, h.role desc), '[]')
            from unit_group_heads h where h.group_id = g.id),
         g.version, allowed_actions('unit_group', g.id), g.unit_id, true;
end $$;

select app.by_engine('app.unit_group_in_use(uuid)');
