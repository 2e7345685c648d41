-- guard: what stands before a change of one thing. An engine's function that ignores policies and tests reach itself,
-- so that it and the policies are two walls. Things follow the column conventions: id, unit_id, issuer_id,
-- granting_id, lead_unit_id, state, version, published, changed_by, submitted_by; whatever a table lacks is null.

create or replace function app.label(catalogue_name text, wanted text) returns text language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select coalesce((select case claim_language() when 'en' then en else vi end from catalogues where catalogue = catalogue_name and code = wanted), wanted));
end $$;

create or replace function app.thing_label(wanted text) returns text language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select coalesce((select case claim_language() when 'en' then en else vi end from things where thing = wanted), wanted));
end $$;

-- Who did something: a person by name, another system by that of its token.
create or replace function app.person_name(person uuid) returns text language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return coalesce((select display_name from users where id = person), (select name from service_tokens where id = person));
end $$;

-- The row of a thing as JSON with its owner's unit in `unit_id`; null when there is none. What is locked before it is locked
-- whoever asks, so that no two wait for each other.
create or replace function app.thing_fact(wanted text, wanted_id uuid, lock boolean default false) returns jsonb
language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  rule things;
  fact jsonb;
  owner int;
begin
  select * into strict rule from things where thing = wanted;
  if lock and rule.locks_first is not null then
    execute format('select app.%I($1)', rule.locks_first) using wanted_id;
  end if;
  execute format('select to_jsonb(t) from app.%I t where id = $1 %s', rule.table_name, case when lock then 'for no key update' else '' end)
     into fact using wanted_id;
  if fact is not null and rule.owner_of is not null then
    execute format('select app.%I($1)', rule.owner_of) into owner using wanted_id;
    fact := fact || jsonb_build_object('unit_id', owner);
  end if;
  return fact;
exception when no_data_found then
  raise exception 'no thing is called %', wanted;
end $$;

-- ---- what service tokens are narrowed to: the second wall ----

-- The campaign that a row belongs to, its own or that of what it hangs on; null for none.
create or replace function app.campaign_of(table_name text, fact jsonb) returns uuid language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return case when fact is null then null
    when table_name = 'campaigns' then (fact ->> 'id')::uuid
    when fact ? 'campaign_id' then (fact ->> 'campaign_id')::uuid
    when fact ->> 'thing_id' is not null then
      (select campaign_of(t.table_name, thing_fact(t.thing, (fact ->> 'thing_id')::uuid)) from things t where t.thing = fact ->> 'thing')
    else coalesce(
      (select s.campaign_id from submissions s where s.id = (fact ->> 'submission_id')::uuid),
      (select i.campaign_id from indicators i where i.id = (fact ->> 'indicator_id')::uuid),
      (select i.campaign_id from imports i where i.id = (fact ->> 'import_id')::uuid),
      (select r.campaign_id from rankings r where r.id = (fact ->> 'ranking_id')::uuid),
      (select r.campaign_id from reviews r where r.id = (fact ->> 'review_id')::uuid),
      (select r.campaign_id from reminders r where r.id = (fact ->> 'reminder_id')::uuid),
      (select r.campaign_id from award_rounds r where r.id = (fact ->> 'round_id')::uuid),
      (select p.campaign_id from proposals p where p.id = (fact ->> 'proposal_id')::uuid),
      (select a.campaign_id from awards a where a.id = (fact ->> 'award_id')::uuid),
      (select p.campaign_id from nominations n join proposals p on p.id = n.proposal_id where n.id = (fact ->> 'nomination_id')::uuid)) end;
end $$;

-- Whether the units of an area's, by the tree itself.
create or replace function app.token_reaches(unit int) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return token_area() is null or unit in (select s from unit_sight((select uid from units where id = token_area())) s);
end $$;

-- Whether the caller's token, when it is narrowed, is for this thing: to write it, or only to read it.
create or replace function app.token_covers(wanted text, fact jsonb, reading boolean) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  campaign uuid;
begin
  if is_whole() then
    return true;
  end if;
  campaign := campaign_of((select table_name from things where thing = wanted), fact);
  if token_campaign() is not null and campaign is distinct from token_campaign()
     and not (wanted = 'document' and (fact ->> 'created_by')::uuid = claim_user()) then
    return false;
  end if;
  return token_reaches((fact ->> 'unit_id')::int)
      or reading and wanted in ('campaign', 'indicator') and exists (
         select from campaigns c join unit_hears h on h.viewer_id = token_area() and h.issuer_id = c.unit_id and h.valid_from <= today() and h.valid_to > today()
          where c.id = campaign and c.state not in ('draft', 'proposed'));
end $$;

-- Within sight: in reach, at the issuer's, granting or leading desk, published, launched above, or reported to.
create or replace function app.thing_is_seen(wanted text, fact jsonb) returns boolean
language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  caller int := claim_unit();
begin
  if not token_covers(wanted, fact, true) then
    return false;
  end if;
  if wanted = 'comment' then                                    -- said between two sides, not to everybody above them
    return hears_comment(fact);
  end if;
  if only_sits_in_council() and not is_put_before(wanted, fact) then
    return false;
  end if;
  return coalesce(unit_reaches(caller, (fact ->> 'unit_id')::int), false)
      or coalesce(caller = any (array[(fact ->> 'issuer_id')::int, (fact ->> 'granting_id')::int, (fact ->> 'lead_unit_id')::int]), false)
      or (coalesce((fact ->> 'published')::boolean, false) and wanted <> 'award'                        -- what is published of an award is the public page
          and (wanted <> 'award_decision' or exists (select from unit_hears h where h.viewer_id = caller and h.issuer_id = (fact ->> 'unit_id')::int
                                                                                and h.valid_from <= today() and h.valid_to > today())))
      or (coalesce(fact ->> 'state', (select c.state from campaigns c where c.id = (fact ->> 'campaign_id')::uuid), '')      -- an indicator is heard as its campaign is
            not in ('draft', 'proposed', 'planned') and exists (
            select from things t join unit_hears h on h.viewer_id = caller and h.issuer_id = (fact ->> 'unit_id')::int
             where t.thing = wanted and t.heard_below and h.valid_from <= today() and h.valid_to > today()))
      or (wanted in ('campaign', 'indicator') and exists (     -- reporters may stand elsewhere in the tree
            select from reporters r where r.unit_id = caller and r.campaign_id::text = coalesce(fact ->> 'campaign_id', fact ->> 'id')))
      or (wanted = 'hold' and judges_honouree((fact ->> 'honouree_id')::uuid, caller)      -- whoever keeps it; but never who is held
          and caller is distinct from (select h.unit_id from honourees h where h.id = (fact ->> 'honouree_id')::uuid));
end $$;

-- Does the caller sit at this desk of the thing?
create or replace function app.at_desk(desk text, fact jsonb) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  if not token_reaches((fact ->> 'unit_id')::int) then
    return false;
  end if;
  return coalesce(case desk
    when 'own'      then (fact ->> 'unit_id')::int = claim_unit()
    when 'issuer'   then (fact ->> 'issuer_id')::int = claim_unit()
    when 'granting' then claim_unit() in (select heirs_of(coalesce((fact ->> 'granting_id')::int, (fact ->> 'issuer_id')::int)))
    when 'lead'     then (fact ->> 'lead_unit_id')::int = claim_unit()
    when 'above'    then unit_is_above(claim_unit(), (fact ->> 'unit_id')::int)
    when 'between'  then unit_is_above(claim_unit(), (fact ->> 'unit_id')::int) and unit_is_above((fact ->> 'issuer_id')::int, claim_unit())
  end, false);
end $$;

-- The unit a desk belongs to, for people: who can help.
create or replace function app.desk_name(desk text, fact jsonb) returns text language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return coalesce(unit_name_on(case desk when 'own' then (fact ->> 'unit_id')::int when 'issuer' then (fact ->> 'issuer_id')::int
                                         when 'granting' then coalesce((fact ->> 'granting_id')::int, (fact ->> 'issuer_id')::int) when 'lead' then (fact ->> 'lead_unit_id')::int end),
                  case claim_language() when 'en' then 'a unit above' else 'đơn vị cấp trên' end);
end $$;

-- "lãnh đạo của Thành phố Kon Tum".
create or replace function app.who(role text, desk text, fact jsonb) returns text language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select app.label('role', role) || case claim_language() when 'en' then ' of ' else ' của ' end || desk_name(desk, fact));
end $$;

-- Locks the row, then refuses: 404 outside sight, 403 seen but not the caller's, 412 stale, 409 in no state for it.
-- Any action that has rules is judged by them. A thing without any action rules is judged by its own functions; here it
-- must be of the caller's living area. Moves and other acts without a rule need sight and the right version only.
create or replace function app.guard(guarded text, guarded_id uuid, if_match text, action text) returns int
language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  rule things;
  fact jsonb;
  allowed action_rules[];
  changer uuid;
  changed timestamptz;
begin
  select * into rule from things where table_name = guarded;
  if not found then
    raise exception 'table % is not among the things', guarded;
  end if;
  fact := thing_fact(rule.thing, guarded_id, true);
  if fact is null or not thing_is_seen(rule.thing, fact) then
    perform raise_problem(404, 'not_found');
  end if;

  allowed := array(select r from action_rules r where r.thing = rule.thing and r.action = guard.action);
  if not (case when cardinality(allowed) > 0 then exists (select from unnest(allowed) a where holds(a.role, rule.tag, 'write') and at_desk(a.desk, fact))
               when action not in ('patch', 'put', 'delete') then true
               when exists (select from action_rules r where r.thing = rule.thing) then false
               else unit_writes((fact ->> 'unit_id')::int) end) then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label(rule.thing),
      'who', coalesce((select string_agg(distinct who(a.role, a.desk, fact), ', ') from unnest(allowed) a), desk_name('own', fact))));
  end if;

  if if_match is not null and if_match <> '*' and if_match is distinct from fact ->> 'version' then
    select c.by, c.at into changer, changed
      from (select (fact ->> 'changed_by')::uuid, (fact ->> 'changed_at')::timestamptz, 0
            union all select actor_id, recorded_at, 1 from moves where thing_id = guarded_id) c(by, at, rank)
     order by c.at desc, c.rank desc limit 1;
    perform raise_problem(412, 'stale_version', jsonb_build_object('thing', thing_label(rule.thing),
      'current_version', (fact ->> 'version')::int, 'changed_by', coalesce(person_name(changer), label('actor_kind', 'service')), 'changed_at', changed));
  end if;

  if cardinality(allowed) > 0 and not exists (select from unnest(allowed) a
       where a.state in ('*', coalesce(fact ->> 'state', '*')) and holds(a.role, rule.tag, 'write') and at_desk(a.desk, fact)) then
    perform raise_problem(409, 'wrong_state', jsonb_build_object('thing', thing_label(rule.thing), 'state', fact ->> 'state',
      'state_label', label(rule.thing || '_state', fact ->> 'state'),
      'states', (select jsonb_agg(distinct a.state) from unnest(allowed) a)));
  end if;
  return (fact ->> 'version')::int;
end $$;

-- Is the caller, a person or a service token by who gave it, in a role? Never in what people alone do.
create or replace function app.acts_as(role text) returns boolean language plpgsql stable set search_path = app, pg_temp as $$
begin
  return role = any (claim_roles())
      or (role <> all ('{admin,council,engine}') and role = any (coalesce(nullif(current_setting('app.token_roles', true), '')::text[], '{}')));
end $$;

-- Does the caller hold a role? A service token holds those for which a scope stands: `<tag>:<verb>` or one operation. Never null:
-- whoever asks "not holds(…)" would let it pass.
create or replace function app.holds(role text, tag text, verb text, operation text default null) returns boolean language plpgsql stable set search_path = app, pg_temp as $$
begin
  return coalesce(role = any (claim_roles()) or (acts_as(role) and (tag || ':' || verb = any (claim_scopes()) or coalesce(operation = any (claim_scopes()), false))), false);
end $$;

select app.by_engine('app.label(text,text)', 'app.thing_label(text)', 'app.person_name(uuid)', 'app.thing_fact(text,uuid,boolean)',
  'app.thing_is_seen(text,jsonb)', 'app.at_desk(text,jsonb)', 'app.desk_name(text,jsonb)', 'app.who(text,text,jsonb)',
  'app.guard(text,uuid,text,text)', 'app.campaign_of(text,jsonb)', 'app.token_reaches(int)', 'app.token_covers(text,jsonb,boolean)');
revoke execute on function app.thing_fact(text, uuid, boolean) from thidua_service;
