-- Honourees: individuals, collectives and households that can be honoured.

create or replace function app.honouree_faults(place text, body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select place || '/' || wrong.name, 'only_a_person_has_a_gender', jsonb_build_object('kind', body ->> 'kind', 'kind_label', label('honouree_kind', body ->> 'kind'))
    from unnest('{gender,position,worker_class}'::text[]) wrong(name)
   where body ->> 'kind' <> 'individual' and body ->> wrong.name is not null
  union all
  select place || '/collective_unit', 'only_a_collective_is_a_unit', '{}'::jsonb where body ->> 'kind' <> 'collective' and body ->> 'collective_unit' is not null
  union all
  select place || '/collective_unit', 'unit_not_found', jsonb_build_object('reference', body ->> 'collective_unit')
   where body ->> 'collective_unit' is not null and unit_found(body ->> 'collective_unit') is null
$$;

create or replace function app.new_honouree(body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  made uuid;
begin
  perform raise_faults(array(select f from honouree_faults('', body) f));
  insert into honourees(unit_id, kind, name, collective_unit_id, gender, position, worker_class, invented)
  select claim_unit(), p.kind, p.name, unit_named(body ->> 'collective_unit'), p.gender, p.position, p.worker_class, coalesce(p.invented, false)
    from jsonb_populate_record(null::honourees, body) p
  returning id into made;
  return made;
end $$;

create or replace function app.patch_honouree(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from honourees h, honouree_faults('', to_jsonb(h) || jsonb_build_object('collective_unit', unit_uid(h.collective_unit_id)) || body) f
                              where h.id = wanted));
  update honourees h
     set (name, collective_unit_id, gender, position, worker_class, invented)
       = (select p.name, case when body ? 'collective_unit' then unit_named(body ->> 'collective_unit') else h.collective_unit_id end,
                 p.gender, p.position, p.worker_class, coalesce(p.invented, false)
            from jsonb_populate_record(h, body) p)
   where h.id = wanted;
  return wanted;
end $$;

-- Does a unit judge a proposal with this honouree? Then it reads who that is.
create or replace function app.judges_honouree(honouree uuid, unit int) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select exists (select from nominations n where n.honouree_id = honouree and n.issuer_id = unit and n.state <> 'draft')
$$;

-- Reads the caller who that is and what is recorded of them: the unit, those above it, and whoever judges them?
create or replace function app.reads_honouree(honouree uuid) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select exists (select from honourees h where h.id = honouree and (unit_reaches(claim_unit(), h.unit_id) or judges_honouree(h.id, claim_unit())))
$$;

-- Of the caller's living area?
create or replace function app.keeps_honouree(honouree uuid) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select exists (select from honourees h where h.id = honouree and unit_writes(h.unit_id))
$$;

-- How difficult the area of a unit was on a day: kinds of the groups that it, or a unit above it, was a member of.
create or replace function app.area_kinds(unit int, on_day date) returns text[] language sql stable security definer set search_path = app, pg_temp as $$
  select array(select distinct g.kind from unit_tree t join unit_group_members m on m.member_id = t.ancestor_id and m.valid @> on_day
                 join unit_groups g on g.id = m.group_id and g.valid @> on_day
                where t.unit_id = unit and t.valid_from <= on_day and t.valid_to > on_day and g.kind in ('poor_districts', 'remote') order by 1)
$$;

-- Who an honouree is and was: itself, and for a collective that is a unit the collectives that its predecessors were.
create or replace function app.honouree_through_time(honouree uuid) returns table (honouree_id uuid, predecessor boolean)
language sql stable security definer set search_path = app, pg_temp as $$
  select honouree, false
  union all
  select distinct o.id, true
    from honourees h cross join lateral with_predecessors(h.collective_unit_id) p(unit_id) join honourees o on o.collective_unit_id = p.unit_id
   where h.id = honouree and h.collective_unit_id is not null and p.unit_id <> h.collective_unit_id and o.id <> h.id
$$;

-- The awards of an honouree, oldest first, also those before a change of unit. Those of predecessors are told apart: whether
-- they count is for people to say. An engine's answer: who may read it is asked before.
create or replace function app.record_of(honouree uuid)
returns table (award_id uuid, award_type text, award_class text, about_year int, decided_on date, decision_number text, reason text, achievement text,
               campaign_id uuid, unit_id int, issuer_id int, state text, predecessor boolean)
language sql stable security definer set search_path = app, pg_temp as $$
  select a.id, a.award_type, t.class, extract(year from coalesce(n.achievement_to, a.decided_on))::int, a.decided_on, a.decision_number, a.reason, a.achievement,
         a.campaign_id, a.unit_id, a.issuer_id, a.state, w.predecessor
    from honouree_through_time(honouree) w join awards a on a.honouree_id = w.honouree_id join award_types t on t.code = a.award_type
    join nominations n on n.id = a.nomination_id
   order by a.decided_on, a.id
$$;

-- May the caller's unit nominate it? Of the own area only; an engine's look, so that a named id is a wall of its own.
create or replace function app.nominee_kind(honouree uuid) returns text language sql stable security definer set search_path = app, pg_temp as $$
  select kind from honourees where id = honouree and unit_reaches(claim_unit(), unit_id)
$$;

-- As replies show it (schema Honouree). Volatile, as all of these, so that it sees what this very statement wrote.
create or replace function app.honouree_shown(shown app.honourees)
returns table (id uuid, kind text, name text, "unit.id" uuid, "unit.code" text, "unit.name" text, "collective_unit.id" uuid, "collective_unit.code" text,
               "collective_unit.name" text, gender text, "position" text, worker_class text, invented boolean, version int, created_at timestamptz,
               changed_at timestamptz, allowed_actions text[], _unit_id int, _issuer_id int)
language sql volatile rows 1 as $$
  select shown.id, shown.kind, shown.name, unit_uid(shown.unit_id), unit_code_on(shown.unit_id), unit_name_on(shown.unit_id),
         unit_uid(shown.collective_unit_id), unit_code_on(shown.collective_unit_id), unit_name_on(shown.collective_unit_id),
         shown.gender, shown.position, shown.worker_class, shown.invented, shown.version, shown.created_at, shown.changed_at,
         allowed_actions('honouree', shown.id), shown.unit_id, case when judges_honouree(shown.id, claim_unit()) then claim_unit() end
$$;

create or replace function app.honouree_made(wanted uuid) returns setof app.honourees language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from honourees where id = wanted
$$;

select app.by_engine('app.judges_honouree(uuid,int)', 'app.nominee_kind(uuid)', 'app.reads_honouree(uuid)', 'app.keeps_honouree(uuid)', 'app.area_kinds(int,date)',
  'app.honouree_through_time(uuid)', 'app.record_of(uuid)');
revoke execute on function app.honouree_through_time(uuid), app.record_of(uuid) from thidua_service;
