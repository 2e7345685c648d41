-- judge: a move is an INSERT into moves, and this is the one door for a change of state. The trigger locks the thing,
-- asks transitions, refuses with the reason, sets the state, and then calls the effect in the same transaction.
-- What an engine's function moves on (nominations with their proposal) is recorded as by_engine and needs no role.

create or replace function app.note_mover() returns trigger language plpgsql set search_path = app, pg_temp as $$
begin
  new.by_engine := current_user in ('thidua_engine', 'thidua_owner');
  return new;
end $$;

-- Whether one of these persons made the thing, or somebody for one of them: who acts by a delegation is two people.
create or replace function app.made_by_one_of(persons uuid[], fact jsonb) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  makers uuid[] := array[(fact ->> 'submitted_by')::uuid, (fact ->> 'changed_by')::uuid]
                || array(select jsonb_array_elements_text(coalesce(fact -> 'entered_by', '[]')))::uuid[];   -- and who entered figures in its unit's name
begin
  return persons && makers or exists (
    select from moves m where m.thing_id = (fact ->> 'id')::uuid and m.actor_id = any (makers) and m.behalf_of = any (persons));
end $$;

-- Why a transition is not open to the caller: null when it is.
create or replace function app.move_blocked(rule app.transitions, fact jsonb) returns text language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select case
        when not holds(rule.role, (select tag from things where thing = rule.thing), 'move',
                       'move_' || rule.thing || ':' || rule.to_state) then 'wrong_role'
        when not at_desk(rule.desk, fact) then 'wrong_desk'
        when not delegation_covers(fact) then 'outside_delegation'
        when rule.another_person and made_by_one_of(claim_persons(), fact) then 'maker_is_not_checker'
      end);
end $$;

create or replace function app.says_nothing(words text) returns boolean language sql immutable parallel safe as $$
  select coalesce(words, '') !~ '[^\s\u00a0]'
$$;

create or replace function app.move_faults(rule app.transitions, move_note text, move_reasons jsonb, move_details jsonb) returns setof app.fault
language plpgsql stable set search_path = app, pg_temp as $$
begin
  return query
  select case when wanted in ('note', 'reasons') then '/' || wanted else '/details/' || wanted end, 'required', '{}'::jsonb
    from unnest(rule.required_details) wanted
   where case wanted when 'note' then says_nothing(move_note) when 'reasons' then jsonb_array_length(move_reasons) = 0
              else coalesce(move_details -> wanted, 'null') in ('null', '[]') or (jsonb_typeof(move_details -> wanted) = 'string' and says_nothing(move_details ->> wanted)) end;
end $$;

create or replace function app.refusal_faults(rule app.transitions, thing_id uuid, move_details jsonb) returns setof app.fault
language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  if rule.refuse_if is not null then
    return query execute format('select f.* from app.%I($1, $2) f', rule.refuse_if) using thing_id, move_details;
  end if;
end $$;

-- What a transition is warned of and not refused for; what is said of `/note` wants a reason in it.
create or replace function app.move_warnings(rule app.transitions, thing_id uuid, move_details jsonb) returns setof app.fault
language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  if rule.warn_of is not null then
    return query execute format('select f.* from app.%I($1, $2) f', rule.warn_of) using thing_id, move_details;
  end if;
end $$;

create or replace function app.judge() returns trigger language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  registered things;
  fact jsonb;
  ways transitions[];
  rule transitions;
  chosen transitions;
  reason text;
  first_reason text;
begin
  select * into registered from things where thing = new.thing;
  if not found then
    raise exception 'no thing is called %', new.thing;
  end if;
  fact := thing_fact(new.thing, new.thing_id, true);
  if fact is null or not (new.by_engine or thing_is_seen(new.thing, fact)) then
    perform raise_problem(404, 'not_found');
  end if;
  ways := array(select t from transitions t where t.thing = new.thing and t.from_state = fact ->> 'state' and t.to_state = new.to_state
                   and (new.by_engine or t.role <> 'engine') order by t.another_person, t.role);
  if cardinality(ways) = 0 then
    perform raise_problem(409, 'move_not_possible', jsonb_build_object('thing', thing_label(new.thing),
      'from', fact ->> 'state', 'to', new.to_state, 'from_label', label(new.thing || '_state', fact ->> 'state'),
      'to_label', label(new.thing || '_state', new.to_state),
      'possible', coalesce((select jsonb_agg(distinct t.to_state) from transitions t
                             where t.thing = new.thing and t.from_state = fact ->> 'state' and t.role <> 'engine'), '[]')));
  end if;

  if new.by_engine then
    chosen := ways[1];
  else
    foreach rule in array ways loop
      reason := move_blocked(rule, fact);
      if reason is null then
        chosen := rule;
        exit;
      end if;
      -- the nearest miss is the reason worth telling
      if first_reason is null or array_position('{wrong_role,wrong_desk,outside_delegation,maker_is_not_checker}', reason)
                               > array_position('{wrong_role,wrong_desk,outside_delegation,maker_is_not_checker}', first_reason) then
        first_reason := reason;
      end if;
    end loop;
    if chosen.thing is null then
      perform raise_problem(403, first_reason, refusal_params(new.thing, new.to_state, (select jsonb_agg(distinct t.role) from unnest(ways) t),
        (select string_agg(distinct who(t.role, t.desk, fact), ', ') from unnest(ways) t) || or_deleted(new.thing, new.to_state, fact)));
    end if;
    perform raise_faults(array(select f from move_faults(chosen, new.note, new.reasons, new.details) f)
                      || array(select f from move_warnings(chosen, new.thing_id, new.details) f where f.pointer = '/note' and coalesce(new.note, '') = '')
                      || array(select f from refusal_faults(chosen, new.thing_id, new.details) f));
  end if;

  -- a move that leaves the state makes a version too
  execute format('update app.%I set state = $2, changed_at = null where id = $1', registered.table_name) using new.thing_id, new.to_state;
  new.from_state := fact ->> 'state';
  new.unit_id := (fact ->> 'unit_id')::int;
  new.issuer_id := coalesce((fact ->> 'issuer_id')::int, (fact ->> 'lead_unit_id')::int);   -- who else reads of it
  new.actor_id := claim_user();
  new.actor_kind := coalesce(nullif(current_setting('app.actor_kind', true), ''), 'machine');
  new.actor_unit_id := nullif(current_setting('app.unit', true), '')::int;
  new.actor_role := chosen.role;
  new.behalf_of := claim_behalf();
  execute format('select version from app.%I where id = $1', registered.table_name) into new.thing_version using new.thing_id;
  new.moved_at := business_now();
  new.recorded_at := now();
  return new;
end $$;

create or replace function app.take_effect() returns trigger language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  effect text := (select t.effect from transitions t where t.thing = new.thing and t.from_state = new.from_state and t.to_state = new.to_state
                   and t.effect is not null order by t.role = new.actor_role desc limit 1);
begin
  if effect is not null then
    execute format('select app.%I($1, $2)', effect) using new.thing_id, new.id;
  end if;
  return null;
end $$;

drop trigger if exists a_note_mover on app.moves;
create trigger a_note_mover before insert on app.moves for each row execute function app.note_mover();
drop trigger if exists b_judge on app.moves;
create trigger b_judge before insert on app.moves for each row execute function app.judge();
drop trigger if exists c_take_effect on app.moves;
create trigger c_take_effect after insert on app.moves for each row execute function app.take_effect();

-- ---- what may be done: one truth for the trigger, for lists and for people who ask why not ----

-- What a refused move says of itself, for the refusal and for whoever asks before.
create or replace function app.refusal_params(wanted text, to_state text, roles jsonb, who text) returns jsonb language sql stable set search_path = app, pg_temp as $$
  select jsonb_build_object('thing', thing_label(wanted), 'to', to_state, 'to_label', label(wanted || '_state', to_state), 'roles', roles, 'who', who)
$$;

-- Who may not strike out of a draft takes it out of the draft all the same.
create or replace function app.or_deleted(wanted text, to_state text, fact jsonb) returns text language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select case when to_state in ('struck_out', 'withdrawn') and count(*) > 0
                   then case claim_language() when 'en' then ', or delete it, while it is a draft' else ', hoặc tự xóa (DELETE) khi còn là dự thảo' end else '' end
            from action_rules a join things k on k.thing = a.thing
           where a.thing = wanted and a.action = 'delete' and a.state = fact ->> 'state' and holds(a.role, k.tag, 'write') and at_desk(a.desk, fact));
end $$;

-- Every state that can follow, whether the caller may, what stands in the way and who can lift it, and what he should know.
-- `message` is the rule that blocks with what it speaks of: the service says it in words.
drop function if exists app.moves_available(text, uuid);
create or replace function app.moves_available(wanted text, wanted_id uuid)
returns table (to_state text, possible boolean, rule text, message jsonb, who text, required_details text[], faults jsonb, warnings jsonb)
language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  fact jsonb := thing_fact(wanted, wanted_id);
begin
  if fact is null or not thing_is_seen(wanted, fact) then
    perform raise_problem(404, 'not_found');
  end if;
  return query
    select (w.t).to_state, w.reason is null and w.faults = '[]',
           coalesce(w.reason, case when w.faults <> '[]' then 'validation_failed' end),
           case when w.reason is not null then jsonb_build_object('code', w.reason, 'params', refusal_params(wanted, (w.t).to_state, o.roles, o.who || or_deleted(wanted, (w.t).to_state, fact))) end,
           o.who, (w.t).required_details || case when jsonb_path_exists(w.warnings, '$[*] ? (@.pointer == "/note")') then '{note}'::text[] else '{}' end,
           w.faults, w.warnings
      from (select c.t, c.reason,
                   coalesce((select jsonb_agg(jsonb_build_object('pointer', f.pointer, 'code', f.code, 'params', coalesce(f.params, '{}')))
                               from refusal_faults(c.t, wanted_id, '{}') f), '[]') as faults,
                   coalesce((select jsonb_agg(jsonb_build_object('pointer', f.pointer, 'code', f.code, 'params', coalesce(f.params, '{}')))
                               from move_warnings(c.t, wanted_id, '{}') f), '[]') as warnings
              from (select distinct on (t.to_state) t, move_blocked(t, fact) as reason from transitions t
                     where t.thing = wanted and t.from_state = fact ->> 'state' and t.role <> 'engine' order by t.to_state, reason nulls first, t.role) c
            offset 0) w                                                              -- what refuses is asked once
     cross join lateral (select string_agg(distinct app.who(t.role, t.desk, fact), ', ') as who, jsonb_agg(distinct t.role) as roles from transitions t
                          where t.thing = wanted and t.from_state = fact ->> 'state' and t.to_state = (w.t).to_state and t.role <> 'engine') o
     where not ((w.t).to_state = fact ->> 'state' and w.faults <> '[]')              -- a step that this thing does not have
     order by (w.t).to_state;
end $$;

-- {patch, delete, move:submitted} for each row of a page; empty where there is nothing the caller may do. What move_blocked()
-- asks of each, asked for hundreds at once: roles of no row, desks of a place once, makers of a row once.
create or replace function app.allowed_actions_of(wanted text, ids uuid[]) returns table (id uuid, actions text[])
language plpgsql stable security definer set search_path = app, extensions, pg_temp as $$
declare
  registered things;
  facts jsonb[];
  states text[];
begin
  select * into strict registered from things where thing = wanted;
  execute format('select array_agg(%s) from app.%I t where t.id = any ($1)',
                 case when registered.owner_of is null then 'to_jsonb(t)' else format($q$to_jsonb(t) || jsonb_build_object('unit_id', app.%I(t.id))$q$, registered.owner_of) end,
                 registered.table_name) into facts using ids;
  states := array(select distinct f ->> 'state' from unnest(facts) f);
  return query
    with ways as materialized (
      select a.action, a.state, a.desk, false as is_move, false as another_person from action_rules a where a.thing = wanted and a.state = any (array['*'] || states) and holds(a.role, registered.tag, 'write')
      union all
      select 'move:' || t.to_state, t.from_state, t.desk, true, t.another_person from transitions t
       where t.thing = wanted and t.from_state = any (states) and t.role <> 'engine' and holds(t.role, registered.tag, 'move', 'move_' || wanted || ':' || t.to_state)),
    rows as materialized (
      select (f ->> 'id')::uuid as id, coalesce(f ->> 'state', '*') as state, claim_behalf() is null or delegation_covers(f) as covered, made_by_one_of(claim_persons(), f) as own,
             jsonb_build_object('unit_id', f -> 'unit_id', 'issuer_id', f -> 'issuer_id', 'granting_id', f -> 'granting_id', 'lead_unit_id', f -> 'lead_unit_id') as place
        from unnest(facts) f),
    desks as materialized (
      select p.place, array(select d.desk from (select distinct w.desk from ways w offset 0) d where at_desk(d.desk, p.place)) as sat_at from (select distinct r.place from rows r) p)
    select r.id, array(select distinct w.action from ways w
                        where w.state in ('*', r.state) and w.desk = any (d.sat_at) and (not w.is_move or (r.covered and not (w.another_person and r.own))) order by 1)
      from rows r join desks d on d.place = r.place;
end $$;

create or replace function app.allowed_actions(wanted text, wanted_id uuid) returns text[] language plpgsql stable set search_path = app, pg_temp as $$
begin
  return (select coalesce((select actions from app.allowed_actions_of(wanted, array[wanted_id])), '{}'));
end $$;

-- ---- records ----

-- A move as replies show it (schema Move). The moves of what is heard below, or published, are read with it.
drop function if exists app.move_shown(app.moves);
create or replace function app.move_shown(shown app.moves)
returns table (id uuid, thing text, thing_id uuid, "from" text, "to" text, note text, reasons jsonb, details jsonb,
               "by.id" uuid, "by.name" text, "behalf_of.id" uuid, "behalf_of.name" text, "unit.id" uuid, "unit.name" text, role text, by_engine boolean,
               moved_at timestamptz, recorded_at timestamptz, version int, _unit_id int, _issuer_id int, _published boolean)
language sql stable security definer set search_path = app, pg_temp as $$
  select shown.id, shown.thing, shown.thing_id, shown.from_state, shown.to_state, shown.note, shown.reasons, shown.details,
         shown.actor_id, person_name(shown.actor_id), shown.behalf_of, person_name(shown.behalf_of), unit_uid(shown.actor_unit_id), unit_name_on(shown.actor_unit_id, shown.moved_at::date),
         shown.actor_role, shown.by_engine, shown.moved_at, shown.recorded_at, shown.thing_version, shown.unit_id, shown.issuer_id,
         coalesce((fact ->> 'published')::boolean, false)
         or (coalesce((select t.heard_below from things t where t.thing = shown.thing), false) and fact ->> 'state' not in ('draft', 'proposed', 'planned'))
    from thing_fact(shown.thing, shown.thing_id) fact
$$;

-- The moves of one thing the caller may see, oldest first by (recorded_at, id); 404 otherwise.
create or replace function app.moves_of(wanted text, wanted_id uuid) returns setof app.moves
language plpgsql stable security definer set search_path = app, extensions, pg_temp as $$
declare
  fact jsonb := thing_fact(wanted, wanted_id);
begin
  if fact is null or not thing_is_seen(wanted, fact) then
    perform raise_problem(404, 'not_found');
  end if;
  return query select * from moves m where m.thing = wanted and m.thing_id = wanted_id;
end $$;

-- The version a thing has now: an effect may have changed it once more than the move itself.
create or replace function app.version_of(wanted text, wanted_id uuid) returns int language plpgsql volatile security definer set search_path = app, pg_temp as $$
declare
  found_version int;
begin
  execute format('select version from app.%I where id = $1', (select table_name from things where thing = wanted)) into found_version using wanted_id;
  return found_version;
end $$;

-- Makes a move out of a body {"to","note","reasons","details"} with the caller's rights and returns its record.
create or replace function app.make_move(wanted text, wanted_id uuid, body jsonb) returns setof app.moves
language plpgsql volatile set search_path = app, pg_temp as $$
declare
  made moves;
begin
  insert into moves(thing, thing_id, to_state, note, reasons, details)
  values (wanted, wanted_id, body ->> 'to', body ->> 'note',
          coalesce(nullif(body -> 'reasons', 'null'), '[]'), coalesce(nullif(body -> 'details', 'null'), '{}'))
  returning * into made;
  made.thing_version := version_of(wanted, wanted_id);
  return next made;
end $$;

select app.by_engine('app.made_by_one_of(uuid[],jsonb)', 'app.move_blocked(app.transitions,jsonb)', 'app.refusal_faults(app.transitions,uuid,jsonb)', 'app.move_warnings(app.transitions,uuid,jsonb)', 'app.judge()', 'app.or_deleted(text,text,jsonb)', 'app.take_effect()',
  'app.moves_available(text,uuid)', 'app.allowed_actions_of(text,uuid[])', 'app.move_shown(app.moves)', 'app.version_of(text,uuid)', 'app.moves_of(text,uuid)');
revoke execute on function app.refusal_faults(app.transitions, uuid, jsonb), app.move_warnings(app.transitions, uuid, jsonb) from thidua_service;
