-- Delegations: who acts for whom, by which moves, until when. A token made by one carries the giver's roles for the moves it
-- names and nothing else; both persons stand in every record.

-- A delegation that a person may act by today, with the roles of its giver there; no row once either of them has left the
-- unit, it is over or was revoked.
create or replace function app.delegation_in_force(wanted uuid, holder uuid)
returns table (unit_id uuid, unit_number int, level text, roles text[], verbs text[], giver uuid, epoch int)
language sql stable security definer rows 1 set search_path = app, pg_temp as $$
  select u.uid, u.id, u.level, given.roles, d.verbs, d.giver_id, h.epoch
    from delegations d
    join units u on u.id = d.unit_id and u.existence @> today()
    join users g on g.id = d.giver_id and g.state = 'active'
    join users h on h.id = d.holder_id and h.state = 'active'
   cross join lateral (select array_agg(a.role order by a.role) as roles from assignments a
                        where a.user_id = g.id and a.unit_id = d.unit_id and a.role in ('reporter', 'reviewer', 'leader') and assignment_holds(a, today())) given
   where d.id = wanted and d.holder_id = holder and d.revoked_at is null and d.valid_from <= today() and d.valid_to > today() and given.roles is not null
     and exists (select from assignments a where a.user_id = h.id and a.unit_id = d.unit_id and assignment_holds(a, today()))
$$;

-- Whether the delegation the caller acts by covers a thing: its campaign and its area. Always, for who acts for himself.
create or replace function app.delegation_covers(fact jsonb) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  acting uuid := nullif(current_setting('app.delegation', true), '')::uuid;
begin
  return acting is null or exists (
    select from delegations d where d.id = acting
       and (d.campaign_id is null or d.campaign_id in ((fact ->> 'campaign_id')::uuid, (fact ->> 'id')::uuid))
       and (d.area_id is null or unit_reaches(d.area_id, (fact ->> 'unit_id')::int)));
end $$;

-- ---- giving and revoking ----

create or replace function app.delegation_faults(body jsonb, holder uuid) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/holder', 'holder_not_of_unit', jsonb_build_object('unit', unit_name_on(claim_unit()))
   where holder = claim_user() or not exists (select from desks_of(holder) d where d.unit_number = claim_unit() and d.roles && '{reporter,reviewer,leader}')
  union all
  select '/verbs/' || v.ordinality - 1, case when exists (select from transitions t where verb = 'move_' || t.thing || ':' || t.to_state and t.role <> 'engine')
                                             then 'verb_beyond_giver' else 'verb_unknown' end, jsonb_build_object('verb', verb)
    from jsonb_array_elements_text(body -> 'verbs') with ordinality v(verb, ordinality)
   where not exists (select from transitions t where verb = 'move_' || t.thing || ':' || t.to_state and t.role = any (claim_roles()) and t.role in ('reporter', 'reviewer', 'leader'))
  union all
  select '/valid_to', f.code, jsonb_build_object('days', 366)
    from (select (body ->> 'valid_to')::date as ends, coalesce((body ->> 'valid_from')::date, today()) as begins) d
   cross join lateral (values ('delegation_ends_after_it_begins', d.ends <= greatest(d.begins, today())), ('delegation_too_long', d.ends > d.begins + 366)) f(code, wrong)
   where f.wrong
  union all
  select '/area', 'unit_outside_area', jsonb_build_object('unit', unit_name_on(a.unit))
    from (select unit_named(body ->> 'area') as unit) a where a.unit is not null and not unit_reaches(claim_unit(), a.unit)
$$;

create or replace function app.new_delegation(body jsonb) returns app.delegations language plpgsql security definer set search_path = app, pg_temp as $$
declare
  made delegations;
begin
  if claim_behalf() is not null or current_setting('app.actor_kind', true) <> 'person' then
    perform raise_problem(403, 'for_people_only');
  end if;
  perform raise_faults(array(select f from delegation_faults(body, (body ->> 'holder')::uuid) f));
  insert into delegations(unit_id, giver_id, holder_id, verbs, campaign_id, area_id, capacity, valid_from, valid_to, document)
  values (claim_unit(), claim_user(), (body ->> 'holder')::uuid, array(select distinct jsonb_array_elements_text(body -> 'verbs') order by 1),
          campaign_in_sight(body ->> 'campaign'), unit_named(body ->> 'area'), coalesce(body ->> 'capacity', 'KT'),
          coalesce((body ->> 'valid_from')::date, today()), (body ->> 'valid_to')::date, body ->> 'document')
  returning * into made;
  return made;
end $$;

-- The campaign that a body names, as the caller sees it; the engine sees all.
create or replace function app.campaign_in_sight(reference text) returns uuid language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  named uuid := campaign_found(reference);
begin
  if reference is not null and (named is null or not thing_is_seen('campaign', thing_fact('campaign', named))) then
    perform raise_faults(array[row('/campaign', 'campaign_not_found', jsonb_build_object('reference', reference))::fault]);
  end if;
  return named;
end $$;

-- Whoever gave it, a leader of the unit, or an administrator above; acts by it are refused from the next request on.
create or replace function app.revoke_delegation(wanted uuid) returns app.delegations language plpgsql security definer set search_path = app, pg_temp as $$
declare
  d delegations;
begin
  select * into strict d from delegations where id = wanted;
  if d.giver_id is distinct from claim_user() and not (d.unit_id = claim_unit() and has_role('leader')) and not administers(d.unit_id) then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('delegation'),
      'who', person_name(d.giver_id) || ', ' || who('leader', 'own', to_jsonb(d))));
  elsif d.revoked_at is not null then
    perform raise_problem(409, 'delegation_revoked');
  end if;
  update delegations set revoked_at = business_now(), revoked_by = claim_user() where id = wanted returning * into d;
  perform end_delegated_sessions(wanted);
  return d;
end $$;

-- A delegation as replies show it (schema Delegation).
create or replace function app.delegation_shown(shown app.delegations)
returns table (id uuid, "unit.id" uuid, "unit.code" text, "unit.name" text, "giver.id" uuid, "giver.name" text, "holder.id" uuid, "holder.name" text, verbs text[],
               "campaign.id" uuid, "campaign.code" text, "campaign.title" text, "area.id" uuid, "area.code" text, "area.name" text, capacity text, valid_from date,
               valid_to date, document text, state text, revoked_at timestamptz, "revoked_by.id" uuid, "revoked_by.name" text, version int, created_at timestamptz,
               changed_at timestamptz, allowed_actions text[], _unit_id int)
language sql stable rows 1 as $$
  select shown.id, unit_uid(shown.unit_id), unit_code_on(shown.unit_id), unit_name_on(shown.unit_id), shown.giver_id, person_name(shown.giver_id), shown.holder_id,
         person_name(shown.holder_id), shown.verbs, c.id, c.code, c.title, unit_uid(shown.area_id), unit_code_on(shown.area_id), unit_name_on(shown.area_id), shown.capacity,
         shown.valid_from, shown.valid_to, shown.document,
         case when shown.revoked_at is not null then 'revoked' when shown.valid_to <= today() then 'ended' when shown.valid_from > today() then 'planned' else 'in_force' end,
         shown.revoked_at, shown.revoked_by, person_name(shown.revoked_by), shown.version, shown.created_at, shown.changed_at,
         case when shown.revoked_at is null and (shown.giver_id = claim_user() or (shown.unit_id = claim_unit() and has_role('leader')) or administers(shown.unit_id))
              then '{delete}' else '{}' end::text[], shown.unit_id
    from (select) one left join campaigns c on c.id = shown.campaign_id
$$;

-- ---- what is open to the caller, in words: POST /access-checks ----

-- An action of allowed_actions (`patch`, `move:approved`) on a thing within sight: allowed or not, by which rule, who may.
drop function if exists app.access_checked(text, uuid, text);
create or replace function app.access_checked(wanted text, wanted_id uuid, wished text)
returns table (thing text, id uuid, action text, allowed boolean, rule text, message jsonb, who text, state text, faults jsonb, _unit_id int)
language plpgsql stable set search_path = app, pg_temp as $$
#variable_conflict use_column
declare
  fact jsonb := linked_fact(wanted, wanted_id);
begin
  if fact is null then
    perform raise_problem(404, 'not_found');
  end if;
  return query
    select wanted, wanted_id, wished, m.possible, m.rule, m.message, m.who, fact ->> 'state', m.faults, claim_unit()
      from moves_available(wanted, wanted_id) m where wished = 'move:' || m.to_state
    union all
    select wanted, wanted_id, wished, a.rule is null, a.rule,
           case when a.rule is not null then jsonb_build_object('code', case when a.rule in ('wrong_desk', 'wrong_role') then 'not_allowed' else a.rule end, 'params',
             refusal_params(wanted, split_part(wished, ':', 2), '[]', coalesce(a.who, '…')) || jsonb_build_object('state_label', a.state, 'from_label', a.state)) end, a.who, fact ->> 'state', '[]', claim_unit()
      from (select case when bool_or(r.fits and r.state_fits) then null when bool_or(r.fits) then 'wrong_state' when bool_or(r.role_fits) then 'wrong_desk'
                        when count(r.role) = 0 then 'move_not_possible' else 'wrong_role' end as rule,
                   string_agg(distinct who(r.role, r.desk, fact), ', ') as who, label(wanted || '_state', fact ->> 'state') as state
              from (select ar.role, ar.desk, holds(ar.role, t.tag, 'write') as role_fits, holds(ar.role, t.tag, 'write') and at_desk(ar.desk, fact) as fits,
                           ar.state in ('*', coalesce(fact ->> 'state', '*')) as state_fits
                      from action_rules ar join things t on t.thing = ar.thing where ar.thing = wanted and ar.action = wished) r) a
     where wished not like 'move:%'
        or not exists (select from moves_available(wanted, wanted_id) m where wished = 'move:' || m.to_state);
end $$;

select app.by_engine('app.delegation_in_force(uuid,uuid)', 'app.delegation_covers(jsonb)', 'app.new_delegation(jsonb)', 'app.campaign_in_sight(text)', 'app.revoke_delegation(uuid)');
