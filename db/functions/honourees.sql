-- Honourees: individuals, collectives and households that can be honoured.

-- What may be an identifier has a place of its own, where it is sealed.
create or replace function app.holds_identifier(words text) returns boolean language sql immutable parallel safe as $$
  select words ~ '(^|[^0-9])([0-9]{9}|[0-9]{12})([^0-9]|$)'
$$;

-- A name as one writes it: what a sheet leaves around and within it, blanks and line breaks, is no part of it.
create or replace function app.name_tidied(words text) returns text language sql immutable parallel safe as $$
  select btrim(regexp_replace(words, '[\s\u00a0]+', ' ', 'g'))
$$;

create or replace function app.honouree_faults(place text, body jsonb) returns setof app.fault language plpgsql stable set search_path = app, pg_temp as $$
begin
  return query
  select place || '/' || wrong.name, 'only_a_person_has_a_gender', jsonb_build_object('kind', body ->> 'kind', 'kind_label', label('honouree_kind', body ->> 'kind'))
    from unnest('{gender,position,worker_class,birth_date,birth_year,citizen_identifier}'::text[]) wrong(name)
   where body ->> 'kind' <> 'individual' and body ->> wrong.name is not null
  union all
  select place || '/recruited_on', 'only_a_person_is_recruited', '{}' where body ->> 'kind' <> 'individual' and body ->> 'recruited_on' is not null
  union all
  select place || '/' || wrong.name, 'only_a_collective_has_members', jsonb_build_object('kind', body ->> 'kind', 'kind_label', label('honouree_kind', body ->> 'kind'))
    from unnest('{members,women,small_collective,enterprise}'::text[]) wrong(name)
   where body ->> 'kind' <> 'collective' and body ->> wrong.name is not null
  union all
  select place || '/women', 'women_are_members', jsonb_build_object('members', body -> 'members')
   where (body ->> 'women')::numeric > (body ->> 'members')::numeric
  union all
  select place || '/birth_year', 'birth_year_is_that_of_the_date', jsonb_build_object('birth_date', body ->> 'birth_date')
   where (body ->> 'birth_year')::int <> extract(year from (body ->> 'birth_date')::date)
  union all
  select place || '/' || born.name, 'birth_in_the_future', jsonb_build_object('today', today())
    from (values ('birth_date', (body ->> 'birth_date')::date > today()),
                 ('birth_year', body ->> 'birth_date' is null and (body ->> 'birth_year')::int > extract(year from today()))) born(name, future) where future
  union all
  select place || '/' || words.name, 'identifier_belongs_elsewhere', '{}'::jsonb
    from unnest('{name,position}'::text[]) words(name) where holds_identifier(body ->> words.name)
  union all
  select place || '/citizen_identifier', 'honouree_is_known', k.params from identity_known(body -> 'citizen_identifier', (body ->> 'id')::uuid) k(params) where place <> '' and body ->> 'citizen_identifier' is not null
  union all
  select place || '/collective_unit', 'only_a_collective_is_a_unit', '{}'::jsonb where body ->> 'kind' <> 'collective' and body ->> 'collective_unit' is not null
  union all
  select place || '/collective_unit', 'unit_not_found', jsonb_build_object('reference', body ->> 'collective_unit')
   where body ->> 'collective_unit' is not null and unit_found(body ->> 'collective_unit') is null;
end $$;

-- Alone, somebody who is known is a conflict; in a list of many it is a fault of its row.
create or replace function app.refuse_known(body jsonb, but_for uuid default null) returns void language plpgsql set search_path = app, pg_temp as $$
declare
  known jsonb := (select k.params from identity_known(body -> 'citizen_identifier', but_for) k(params) limit 1);
begin
  if known is not null then
    perform raise_problem(409, 'honouree_is_known', known);
  end if;
end $$;

create or replace function app.new_honouree(body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from honouree_faults('', body) f));
  perform refuse_known(body);
  return (enter_honourees(jsonb_build_array(body)))[1];
end $$;

-- Of what has no faults, in its order; an entry that is null stays null.
drop function if exists app.enter_honouree(jsonb);
create or replace function app.enter_honourees(entries jsonb) returns uuid[] language plpgsql set search_path = app, pg_temp as $$
declare
  made uuid[];
begin
  made := array(select case when e.body <> 'null' then uuid_v7() end from jsonb_array_elements(entries) with ordinality e(body, nth) order by e.nth);
  insert into honourees(id, unit_id, kind, name, collective_unit_id, gender, position, worker_class, birth_date, birth_year, recruited_on, members, women, small_collective,
                        enterprise, invented)
  select made[e.nth], claim_unit(), p.kind, name_tidied(p.name), unit_named(e.body ->> 'collective_unit'), p.gender, p.position, p.worker_class, p.birth_date,
         coalesce(p.birth_year, extract(year from p.birth_date)::int), p.recruited_on, p.members, p.women, p.small_collective, p.enterprise, coalesce(p.invented, false)
    from jsonb_array_elements(entries) with ordinality e(body, nth) cross join lateral jsonb_populate_record(null::honourees, e.body) p where e.body <> 'null' order by e.nth;
  perform keep_identity(made[e.nth], e.body -> 'citizen_identifier', true)
     from jsonb_array_elements(entries) with ordinality e(body, nth) where e.body ->> 'citizen_identifier' is not null order by e.nth;
  return made;
end $$;

-- Many at once, all or none.
create or replace function app.new_honourees(body jsonb) returns setof uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(
    select f from jsonb_array_elements(body -> 'items') with ordinality i(item, ordinal), honouree_faults(format('/items/%s', i.ordinal - 1), i.item) f
    union all
    select row(format('/items/%s/citizen_identifier', i.ordinal - 1), 'identifier_named_twice', jsonb_build_object('first', i.first))::fault
      from (select ordinality as ordinal, min(ordinality) over (partition by item -> 'citizen_identifier' ->> 'hash') as first, item -> 'citizen_identifier' ->> 'hash' as hash
              from jsonb_array_elements(body -> 'items') with ordinality a(item, ordinality)) i
     where i.hash is not null and i.ordinal > i.first));
  return query select * from unnest(enter_honourees(body -> 'items'));
end $$;

create or replace function app.patch_honouree(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from honourees h, honouree_faults('', to_jsonb(h) || jsonb_build_object('collective_unit', unit_uid(h.collective_unit_id))
                                                                            || case when body ? 'birth_date' then '{"birth_year": null}' else '{}'::jsonb end || body) f
                              where h.id = wanted));
  perform refuse_known(body, wanted);
  update honourees h
     set (name, collective_unit_id, gender, position, worker_class, birth_date, birth_year, recruited_on, members, women, small_collective, enterprise, invented)
       = (select name_tidied(p.name), case when body ? 'collective_unit' then unit_named(body ->> 'collective_unit') else h.collective_unit_id end,
                 p.gender, p.position, p.worker_class, p.birth_date,
                 case when body ? 'birth_date' and body ->> 'birth_year' is null then extract(year from p.birth_date)::int else p.birth_year end,
                 p.recruited_on, p.members, p.women, p.small_collective, p.enterprise, coalesce(p.invented, false)
            from jsonb_populate_record(h, body) p)
   where h.id = wanted;
  if body ? 'citizen_identifier' then
    perform keep_identity(wanted, body -> 'citizen_identifier');
  end if;
  return wanted;
end $$;

-- ---- identifiers: sealed by the service, which hands SQL {"sealed", "key", "hash", "hashes", "masked", "scheme", …} ----

-- Does the caller know somebody with this identifier already? With their name; whoever is out of sight is not told of.
create or replace function app.identity_known(identifier jsonb, but_for uuid) returns setof jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select jsonb_build_object('honouree', h.id, 'name', h.name, 'unit', unit_name_on(h.unit_id))
    from honouree_identities i join honourees h on h.id = i.honouree_id
   where i.hash in (select decode(x, 'hex') from jsonb_array_elements_text(coalesce(identifier -> 'hashes', '[]')) a(x))
     and h.id is distinct from but_for and h.merged_into is null and reads_honouree(h.id)
   order by h.unit_id = claim_unit() desc, h.id
$$;

-- Who of the caller's living area has it; for lists that name people by it.
create or replace function app.honouree_by_identifier(identifier jsonb) returns uuid language sql stable security definer set search_path = app, pg_temp as $$
  select h.id from honouree_identities i join honourees h on h.id = i.honouree_id
   where i.hash in (select decode(x, 'hex') from jsonb_array_elements_text(coalesce(identifier -> 'hashes', '[]')) a(x)) and h.merged_into is null and unit_writes(h.unit_id)
   order by h.unit_id = claim_unit() desc, h.changed_at desc limit 1
$$;

-- Writes, replaces or (null) takes away the identifier of an honouree that the caller has just been let write. Two who enter
-- the same one at once wait for each other.
create or replace function app.keep_identity(honouree uuid, identifier jsonb, fresh boolean default false) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  known honouree_identities;
begin
  if not exists (select from honourees where id = honouree and unit_id = claim_unit()) then
    perform raise_problem(404, 'not_found');
  end if;
  select * into known from honouree_identities where honouree_id = honouree;
  if identifier is null or jsonb_typeof(identifier) = 'null' then
    delete from honouree_identities where honouree_id = honouree;
  elsif known.hash is distinct from decode(identifier ->> 'hash', 'hex') then
    perform pg_advisory_xact_lock(hashtextextended(identifier ->> 'hash', 22));
    perform refuse_known(jsonb_build_object('citizen_identifier', identifier), honouree);
    insert into honouree_identities(honouree_id, unit_id, scheme, sealed, key_id, hash, masked, says_birth_year, says_gender)
    values (honouree, claim_unit(), identifier ->> 'scheme', decode(identifier ->> 'sealed', 'base64'), identifier ->> 'key', decode(identifier ->> 'hash', 'hex'),
            identifier ->> 'masked', (identifier ->> 'birth_year')::int, identifier ->> 'gender')
    on conflict (honouree_id) do update
      set (scheme, sealed, key_id, hash, masked, says_birth_year, says_gender)
        = (excluded.scheme, excluded.sealed, excluded.key_id, excluded.hash, excluded.masked, excluded.says_birth_year, excluded.says_gender);
  else
    return;
  end if;
  if not fresh and (known.id is not null or identifier ->> 'hash' is not null) then
    update honourees set changed_at = null where id = honouree;     -- null: touched, a new version
  end if;
end $$;

-- The same identifier under another key: nothing else of the row changes.
create or replace function app.reseal_identity(identity uuid, again jsonb) returns void language sql set search_path = app, pg_temp as $$
  update honouree_identities set sealed = decode(again ->> 'sealed', 'base64'), key_id = again ->> 'key', hash = decode(again ->> 'hash', 'hex')
   where id = identity and masked = again ->> 'masked'
$$;
revoke execute on function app.reseal_identity(uuid, jsonb) from public;

-- The identifier as people see it, and where it does not agree with what was entered: a hint, since registers err too. Who
-- only oversees, or only sits in a council, sees neither.
create or replace function app.identity_shown(honouree uuid) returns table (masked text, scheme text, warnings jsonb)
language sql stable security definer set search_path = app, pg_temp as $$
  select i.masked, i.scheme,
         case when i.says_birth_year <> h.birth_year then jsonb_build_array(jsonb_build_object('pointer', '/birth_year', 'code', 'identifier_tells_another_birth_year',
                'params', jsonb_build_object('entered', h.birth_year, 'told', i.says_birth_year))) else '[]' end
         || case when i.says_gender <> h.gender then jsonb_build_array(jsonb_build_object('pointer', '/gender', 'code', 'identifier_tells_another_gender',
                'params', jsonb_build_object('entered', h.gender, 'told', i.says_gender))) else '[]' end
    from honouree_identities i join honourees h on h.id = i.honouree_id
   where h.id = honouree and reads_honouree(h.id) and not only_oversees() and not only_sits_in_council()
$$;

-- How many lookups each of a unit's people may make in an hour.
create or replace function app.lookups_allowed(unit int) returns int language sql stable security definer set search_path = app, pg_temp as $$
  select work_term('identity_lookups_per_hour', unit)
$$;

-- Whom the caller sees with this identifier. Each question is counted and written down, also one without an answer.
create or replace function app.look_up(identifier jsonb) returns setof app.honourees language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  times int;
  found_ids uuid[];
begin
  insert into identity_lookups as l(caller, hour, asked) values (claim_user(), date_trunc('hour', now()), 1)      -- real clock: a limit of use
  on conflict (caller, hour) do update set asked = l.asked + 1 returning l.asked into times;
  if times > lookups_allowed(claim_unit()) then
    perform raise_problem(429, 'too_many_lookups', jsonb_build_object('limit', lookups_allowed(claim_unit()),
      'retry_after', 3600 - extract(epoch from now())::bigint % 3600));                   -- real clock: until the next hour
  end if;
  delete from identity_lookups l where l.caller = claim_user() and l.hour < now() - interval '1 day';        -- real clock: a limit of use
  found_ids := array(select (k ->> 'honouree')::uuid from identity_known(identifier, null) k);
  insert into audit_entries(actor_id, actor_kind, actor_unit_id, actor_roles, behalf_of, action, thing, thing_id, unit_id, changes, operation, request_id)
  values (claim_user(), nullif(current_setting('app.actor_kind', true), ''), claim_unit(), claim_roles(), claim_behalf(), 'looked_up', 'honourees', found_ids[1], claim_unit(),
          jsonb_build_object('citizen_identifier', identifier ->> 'masked', 'found', cardinality(found_ids)),
          nullif(current_setting('app.operation', true), ''), nullif(current_setting('app.request_id', true), ''));
  return query select h.* from honourees h where h.id = any (found_ids);
end $$;

-- The sealed identifier, for whoever needs it in clear: the standing body of the honouree's own unit, or of the one that
-- judges a proposal with them; another system only by a scope for this very act. Each reading is written down with its reason.
create or replace function app.read_identity(honouree uuid, why text) returns table (key_id text, sealed text, scheme text, read_at timestamptz)
language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  h honourees;
begin
  select * into h from honourees x where x.id = honouree;
  if h.id is null or not reads_honouree(h.id) then
    perform raise_problem(404, 'not_found');
  elsif current_setting('app.actor_kind', true) = 'service' and not 'create_identity_reading' = any (claim_scopes()) then
    perform raise_problem(403, 'scope_missing', '{"tag": "create_identity_reading", "verb": "write"}');
  elsif not (h.unit_id = claim_unit() or judges_honouree(h.id, claim_unit())) then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('honouree'), 'who', label('role', 'reviewer') || ' – ' || unit_name_on(h.unit_id)));
  elsif holds_identifier(why) then
    perform raise_faults(array[row('/reason', 'identifier_belongs_elsewhere', '{}')::fault]);
  elsif not exists (select from honouree_identities i where i.honouree_id = honouree) then
    perform raise_problem(409, 'identifier_not_recorded', jsonb_build_object('name', h.name));
  end if;
  insert into audit_entries(actor_id, actor_kind, actor_unit_id, actor_roles, behalf_of, action, thing, thing_id, unit_id, row_version, changes, operation, request_id)
  values (claim_user(), nullif(current_setting('app.actor_kind', true), ''), claim_unit(), claim_roles(), claim_behalf(), 'read', 'honourees', h.id, h.unit_id, h.version,
          jsonb_build_object('citizen_identifier', '…', 'reason', why), nullif(current_setting('app.operation', true), ''),
          nullif(current_setting('app.request_id', true), ''));
  return query select i.key_id, encode(i.sealed, 'base64'), i.scheme, now()         -- real clock: as in the audit
                 from honouree_identities i where i.honouree_id = honouree;
end $$;

-- Does a unit judge a proposal with this honouree? Then it reads who that is.
create or replace function app.judges_honouree(honouree uuid, unit int) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select exists (select from nominations n where n.honouree_id = honouree and n.issuer_id = unit and n.state <> 'draft'));
end $$;

-- Reads the caller who that is and what is recorded of them: the unit, those above it, and whoever judges them, a mere member
-- of a council while the case is before him?
create or replace function app.reads_honouree(honouree uuid) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select exists (select from honourees h where h.id = honouree and (unit_reaches(claim_unit(), h.unit_id) or judges_honouree(h.id, claim_unit())))
       and (not only_sits_in_council() or honouree in (select honourees_put_before())));
end $$;

-- All of them at once, for policies that look at many rows: one set instead of a question for each. Not for who reaches everything.
create or replace function app.honourees_read() returns setof uuid language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  reached int[] := units_reached();
begin
  return query
  select x.id from (select h.id from honourees h where h.unit_id = any (reached)
                    union select n.honouree_id from nominations n where n.issuer_id = claim_unit() and n.state <> 'draft') x
   where not only_sits_in_council() or x.id in (select honourees_put_before());
end $$;

-- Of the caller's living area?
create or replace function app.keeps_honouree(honouree uuid) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select exists (select from honourees h where h.id = honouree and unit_writes(h.unit_id)));
end $$;

-- How difficult the area of a unit was on a day: kinds of the groups that it, or a unit above it, was a member of.
create or replace function app.area_kinds(unit int, on_day date) returns text[] language sql stable security definer set search_path = app, pg_temp as $$
  select array(select distinct g.kind from unit_tree t join unit_group_members m on m.member_id = t.ancestor_id and m.valid @> on_day
                 join unit_groups g on g.id = m.group_id and g.valid @> on_day
                where t.unit_id = unit and t.valid_from <= on_day and t.valid_to > on_day and g.kind in ('poor_districts', 'remote') order by 1)
$$;

-- Who an honouree is and was: itself, whoever of the same unit has the same identifier (entered twice before a change of
-- unit), and for a collective that is a unit the collectives that its predecessors were.
create or replace function app.honouree_through_time(honouree uuid) returns table (honouree_id uuid, predecessor boolean)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select honouree, false
  union all
  select distinct o.id, false
    from honourees h join honouree_identities i on i.honouree_id = h.id join honouree_identities j on j.hash = i.hash and j.id <> i.id
    join honourees o on o.id = j.honouree_id and o.unit_id = h.unit_id
   where h.id = honouree
  union all
  select distinct o.id, true
    from honourees h cross join lateral with_predecessors(h.collective_unit_id) p(unit_id) join honourees o on o.collective_unit_id = p.unit_id
   where h.id = honouree and h.collective_unit_id is not null and p.unit_id <> h.collective_unit_id and o.id <> h.id;
end $$;

-- The awards of an honouree, oldest first, also those before a change of unit and those decided elsewhere, but none under
-- embargo. Those of predecessors are told apart: whether they count is for people to say. An engine's answer: who may read it
-- is asked before.
create or replace function app.record_of(honouree uuid)
returns table (award_id uuid, award_type text, award_class text, about_year int, decided_on date, decision_number text, reason text, achievement text,
               campaign_id uuid, unit_id int, issuer_id int, state text, predecessor boolean)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select a.id, a.award_type, t.class, a.year, a.decided_on, a.decision_number, a.reason, a.achievement,
         a.campaign_id, a.unit_id, a.issuer_id, a.state, w.predecessor
    from honouree_through_time(honouree) w join awards a on a.honouree_id = w.honouree_id and not a.hidden join award_types t on t.code = a.award_type
   order by a.decided_on, a.id;
end $$;

-- May the caller's unit nominate it? Of the own area only; an engine's look, so that a named id is a wall of its own.
create or replace function app.nominee_kind(honouree uuid) returns text language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select kind from honourees where id = honouree and unit_reaches(claim_unit(), unit_id));
end $$;

-- Did the honouree belong to the area of a unit before a change of unit, or before somebody of that unit was found to be the
-- same? Its past stays readable there.
create or replace function app.knew_honouree(honouree uuid, unit int) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select exists (select from honouree_transfers t where t.honouree_id = honouree and unit_reaches(unit, t.unit_id))
        or exists (select from honourees x where x.merged_into = honouree and unit_reaches(unit, x.unit_id)));
end $$;

-- As replies show it (schema Honouree). Volatile, as all of these, so that it sees what this very statement wrote.
drop function if exists app.honouree_shown(app.honourees);
create or replace function app.honouree_shown(shown app.honourees)
returns table (id uuid, kind text, name text, "unit.id" uuid, "unit.code" text, "unit.name" text, "collective_unit.id" uuid, "collective_unit.code" text,
               "collective_unit.name" text, citizen_identifier_masked text, identifier_scheme text, gender text, birth_date date, birth_year int, "position" text,
               recruited_on date, worker_class text, members int, women int, small_collective boolean, enterprise boolean, area_kinds text[], warnings jsonb, invented boolean,
               "merged_into.id" uuid, "merged_into.kind" text, "merged_into.name" text, version int, created_at timestamptz, changed_at timestamptz, allowed_actions text[],
               _unit_id int, _issuer_id int)
language sql volatile rows 1 as $$
  select shown.id, shown.kind, shown.name, unit_uid(shown.unit_id), unit_code_on(shown.unit_id), unit_name_on(shown.unit_id),
         unit_uid(shown.collective_unit_id), unit_code_on(shown.collective_unit_id), unit_name_on(shown.collective_unit_id), i.masked, i.scheme,
         case when r.reads then shown.gender end, case when r.reads then shown.birth_date end, case when r.reads then shown.birth_year end,
         shown.position, case when r.reads then shown.recruited_on end, case when r.reads then shown.worker_class end, shown.members, shown.women, shown.small_collective, shown.enterprise,
         area_kinds(coalesce(shown.collective_unit_id, shown.unit_id), today()), coalesce(i.warnings, '[]') || look_alike_warnings(shown), shown.invented, o.id, o.kind, o.name, shown.version,
         shown.created_at, shown.changed_at, case when shown.merged_into is null then allowed_actions('honouree', shown.id) else '{}' end, shown.unit_id, honouree_desk(shown.id)
    from (select reads_honouree(shown.id) as reads) r left join identity_shown(shown.id) i on true left join honouree_named(shown.merged_into) o on true
$$;

-- The caller's unit where it is not by its area that it sees them.
create or replace function app.honouree_desk(honouree uuid) returns int language plpgsql stable set search_path = app, pg_temp as $$
begin
  return (select claim_unit() where judges_honouree(honouree, claim_unit()) or knew_honouree(honouree, claim_unit()));
end $$;

create or replace function app.honouree_made(wanted uuid) returns setof app.honourees language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from honourees where id = wanted
$$;

-- ---- changes of unit ----

create or replace function app.transfer_faults(h app.honourees, body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/to_unit', case when u.id is null then 'unit_not_found' else 'transfer_leads_elsewhere' end,
         jsonb_build_object('reference', body ->> 'to_unit', 'unit', unit_name_on(h.unit_id))
    from (select unit_found(body ->> 'to_unit') as found) f left join units u on u.id = f.found and u.existence @> today()
   where u.id is null or u.id = h.unit_id
  union all
  select '/transferred_on', 'transfer_in_the_future', jsonb_build_object('date', body ->> 'transferred_on', 'today', today())
   where (body ->> 'transferred_on')::date > today()
  union all
  select '/transferred_on', 'transferred_later_already', jsonb_build_object('name', h.name, 'date', t.transferred_on)
    from honouree_transfers t where t.honouree_id = h.id and t.transferred_on >= (body ->> 'transferred_on')::date
  union all
  select '/document', 'document_not_found', '{}'::jsonb where body ->> 'document' is not null and not document_is_seen((body ->> 'document')::uuid)
  union all
  select '/' || words.name, 'identifier_belongs_elsewhere', '{}'::jsonb from unnest('{new_position,note}'::text[]) words(name) where holds_identifier(body ->> words.name)
$$;

-- guard() has judged who may. The honouree goes, their past stays with them; those who knew them keep reading that it was.
create or replace function app.transfer_honouree(honouree uuid, body jsonb) returns uuid language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  h honourees;
  target int := unit_found(body ->> 'to_unit');
  made uuid;
begin
  select * into strict h from honourees where id = honouree;
  perform raise_faults(array(select f from transfer_faults(h, body) f));
  insert into honouree_transfers(honouree_id, unit_id, to_unit_id, transferred_on, position, new_position, note, document_id, invented)
  values (h.id, h.unit_id, target, (body ->> 'transferred_on')::date, h.position, body ->> 'new_position', body ->> 'note', (body ->> 'document')::uuid,
          coalesce((body ->> 'invented')::boolean, h.invented)) returning id into made;
  update honourees set unit_id = target, position = case when h.kind = 'individual' then body ->> 'new_position' end where id = h.id;
  update honouree_identities set unit_id = target where honouree_id = h.id;
  return made;
end $$;

create or replace function app.transfer_made(wanted uuid) returns setof app.honouree_transfers language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from honouree_transfers where id = wanted
$$;

create or replace function app.transfer_shown(shown app.honouree_transfers)
returns table (id uuid, "honouree.id" uuid, "honouree.kind" text, "honouree.name" text, "from_unit.id" uuid, "from_unit.code" text, "from_unit.name" text,
               "to_unit.id" uuid, "to_unit.code" text, "to_unit.name" text, transferred_on date, "position" text, new_position text, note text, document_id uuid,
               invented boolean, version int, created_at timestamptz, _unit_id int, _issuer_id int)
language sql volatile rows 1 as $$
  select shown.id, h.id, h.kind, h.name, unit_uid(shown.unit_id), unit_code_on(shown.unit_id, shown.transferred_on - 1), unit_name_on(shown.unit_id, shown.transferred_on - 1),
         unit_uid(shown.to_unit_id), unit_code_on(shown.to_unit_id, shown.transferred_on), unit_name_on(shown.to_unit_id, shown.transferred_on), shown.transferred_on,
         shown.position, shown.new_position, shown.note, shown.document_id, shown.invented, shown.version, shown.created_at, shown.unit_id, shown.to_unit_id
    from honouree_named(shown.honouree_id) h
$$;

-- Kind and name of somebody whose rows the caller sees already.
create or replace function app.honouree_named(wanted uuid) returns table (id uuid, kind text, name text) language plpgsql stable security definer rows 1 set search_path = app, pg_temp as $$
begin
  return query select h.id, h.kind, h.name from honourees h where h.id = wanted;
end $$;

-- The honouree when the caller sees it, 404 otherwise: for lists of what belongs to it.
create or replace function app.seen_honouree(wanted uuid) returns uuid language plpgsql stable set search_path = app, pg_temp as $$
begin
  if not exists (select from honourees where id = wanted) then
    perform raise_problem(404, 'not_found');
  end if;
  return wanted;
end $$;

-- ---- the record ----

-- What a unit that knew them before a change of unit may read: the past up to that day. Null: all of it.
create or replace function app.record_ends(honouree uuid) returns date language sql stable security definer set search_path = app, pg_temp as $$
  select case when not reads_honouree(honouree)
              then greatest((select max(t.transferred_on) from honouree_transfers t where t.honouree_id = honouree and unit_reaches(claim_unit(), t.unit_id)),
                            (select max(m.merged_on) + 1 from honouree_merges m join honourees x on x.id = m.honouree_id and x.merged_into = honouree
                              where unit_reaches(claim_unit(), x.unit_id))) end
$$;

-- Awards, ratings, initiatives and changes of unit through the years; of proposals those within the caller's own sight.
create or replace function app.honouree_record(honouree uuid)
returns table (awards jsonb, nominations jsonb, ratings jsonb, initiatives jsonb, transfers jsonb)
language sql stable security definer set search_path = app, pg_temp as $$
  with until as (select coalesce(record_ends(honouree), 'infinity') as day),
  who as (select w.honouree_id, w.predecessor, h.name, h.kind from honouree_through_time(honouree) w join honourees h on h.id = w.honouree_id)
  select
    (select coalesce(jsonb_agg(jsonb_build_object('id', r.award_id, 'award_type', r.award_type, 'award_type_name', award_name(r.award_type), 'award_class', r.award_class,
                                                  'year', r.about_year, 'decided_on', r.decided_on, 'decision_number', r.decision_number, 'reason', r.reason,
                                                  'achievement', r.achievement, 'unit', unit_brief(r.unit_id, r.decided_on), 'granting_unit', unit_brief(r.issuer_id, r.decided_on),
                                                  'state', r.state, 'predecessor', r.predecessor) order by r.decided_on, r.award_id), '[]')
       from record_of(honouree) r, until where r.decided_on < until.day),
    (select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'proposal', jsonb_build_object('id', p.id, 'title', p.title), 'award_type', n.award_type,
                                                  'award_type_name', award_name(n.award_type), 'achievement', n.achievement, 'unit', unit_brief(n.unit_id, today()),
                                                  'state', standing_of(n), 'predecessor', w.predecessor) order by n.created_at, n.id), '[]')
       from who w join nominations n on n.honouree_id = w.honouree_id join proposals p on p.id = n.proposal_id, until
      where ((unit_reaches(claim_unit(), n.unit_id) and (n.state <> 'draft' or not only_oversees())) or (n.issuer_id = claim_unit() and n.state <> 'draft'))
        and n.created_at < until.day and (not only_sits_in_council() or n.id in (select cases_put_before()))),
    (select coalesce(jsonb_agg(jsonb_build_object('year', r.year, 'rating', r.rating, 'decision_number', r.decision_number, 'decided_on', r.decided_on,
                                                  'unit', unit_brief(r.unit_id, make_date(r.year, 12, 31)), 'predecessor', w.predecessor) order by r.year, w.predecessor), '[]')
       from who w join honouree_ratings r on r.honouree_id = w.honouree_id, until where make_date(r.year, 1, 1) < until.day),
    (select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'title', i.title, 'scope', i.scope, 'recognised_on', i.recognised_on, 'decision_number', i.decision_number,
                                                  'used', exists (select from initiative_uses u where u.initiative_id = i.id and u.honouree_id = w.honouree_id
                                                                    and use_stands(u.nomination_id))) order by i.created_at, i.id), '[]')
       from who w join initiative_authors a on a.honouree_id = w.honouree_id join initiatives i on i.id = a.initiative_id, until
      where not w.predecessor and i.created_at < until.day),
    (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'transferred_on', t.transferred_on, 'from_unit', unit_brief(t.unit_id, t.transferred_on - 1),
                                                  'to_unit', unit_brief(t.to_unit_id, t.transferred_on), 'position', t.position, 'new_position', t.new_position)
                               order by t.transferred_on), '[]')
       from who w join honouree_transfers t on t.honouree_id = w.honouree_id, until where not w.predecessor and t.transferred_on <= until.day)
$$;

-- ---- yearly ratings ----

create or replace function app.rating_faults(place text, honouree uuid, body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select place || '/year', 'rated_before_the_year_began', jsonb_build_object('year', body -> 'year') where (body ->> 'year')::int > extract(year from today())
  union all
  select place || '/document', 'document_not_found', '{}'::jsonb where body ->> 'document' is not null and not document_is_seen((body ->> 'document')::uuid)
  union all
  select place || '/decided_on', 'issue_date_in_the_future', jsonb_build_object('date', body ->> 'decided_on', 'today', today()) where (body ->> 'decided_on')::date > today()
  union all
  select place || '/note', 'identifier_belongs_elsewhere', '{}'::jsonb where holds_identifier(body ->> 'note')
  union all
  select place || case when body ->> 'absence' is null then '/absence' else '/absent_months' end, 'absence_is_told_whole', '{}'::jsonb
   where (body ->> 'absence' is null) <> (body ->> 'absent_months' is null)
$$;

-- Writes the rating of a year, whole. Says whether it was there.
create or replace function app.write_rating(honouree uuid, body jsonb, out id uuid, out outcome text) language plpgsql set search_path = app, pg_temp as $$
declare
  before honouree_ratings;
begin
  select * into before from honouree_ratings r where r.honouree_id = honouree and r.year = (body ->> 'year')::int;
  if before.id is null then
    insert into honouree_ratings(honouree_id, unit_id, year, rating, decision_number, decided_on, absence, absent_months, note, document_id, invented)
    select honouree, h.unit_id, p.year, p.rating, p.decision_number, p.decided_on, p.absence, p.absent_months, p.note, (body ->> 'document')::uuid, coalesce(p.invented, false)
      from jsonb_populate_record(null::honouree_ratings, body) p, honourees h where h.id = honouree
    returning honouree_ratings.id into write_rating.id;
    outcome := 'created';
  else
    update honouree_ratings r
       set (rating, decision_number, decided_on, absence, absent_months, note, document_id, invented)
         = (select p.rating, p.decision_number, p.decided_on, p.absence, p.absent_months, p.note, (body ->> 'document')::uuid, coalesce(p.invented, false)
              from jsonb_populate_record(null::honouree_ratings, body) p)
     where r.id = before.id
    returning r.id, case when r.version = before.version then 'unchanged' else 'updated' end into write_rating.id, outcome;
  end if;
end $$;

-- PUT of one year by its natural key: If-None-Match: * makes it, If-Match changes it.
create or replace function app.put_rating(honouree uuid, of_year int, body jsonb, if_match text) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  h honourees;
  r honouree_ratings;
  made uuid;
begin
  select * into h from honourees x where x.id = honouree;
  if h.id is null then
    perform raise_problem(404, 'not_found');
  elsif not keeps_honouree(h.id) then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('honouree'), 'who', label('role', 'reviewer') || ' – ' || unit_name_on(h.unit_id)));
  end if;
  select * into r from honouree_ratings x where x.honouree_id = honouree and x.year = of_year for update;
  if if_match is distinct from coalesce(r.version, 0)::text and not (if_match = '*' and r.id is not null) then
    perform raise_problem(412, 'stale_version', jsonb_build_object('thing', thing_label('honouree_rating'), 'current_version', coalesce(r.version, 0),
      'changed_by', person_name(r.changed_by), 'changed_at', r.changed_at));
  end if;
  perform raise_faults(array(select f from rating_faults('', honouree, body || jsonb_build_object('year', of_year)) f));
  select w.id into made from write_rating(honouree, body || jsonb_build_object('year', of_year)) w;
  return made;
end $$;

-- Rows of a table of ratings with whom each is about, by id or identifier; null for nobody of the caller's living area.
create or replace function app.rating_rows(body jsonb) returns table (ordinal int, place text, honouree uuid, item jsonb) language sql stable set search_path = app, pg_temp as $$
  select i.ordinal::int, format('/items/%s', i.ordinal - 1),
         case when i.item ->> 'honouree' is not null then case when keeps_honouree((i.item ->> 'honouree')::uuid) then (i.item ->> 'honouree')::uuid end
              else honouree_by_identifier(i.item -> 'citizen_identifier') end, i.item
    from jsonb_array_elements(body -> 'items') with ordinality i(item, ordinal)
$$;

-- A table of ratings of many people and years. All or none; what is said again changes nothing.
create or replace function app.put_ratings(body jsonb) returns table (created int, updated int, unchanged int) language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(
    select row(r.place || case when r.item ->> 'honouree' is null then '/citizen_identifier' else '/honouree' end, 'honouree_not_found', '{}')::fault
      from rating_rows(body) r where r.honouree is null
    union all
    select row(r.place || '/year', 'rated_twice_in_the_table', jsonb_build_object('first', r.first))::fault
      from (select x.*, min(x.ordinal) over (partition by x.honouree, x.item -> 'year') as first from rating_rows(body) x where x.honouree is not null) r
     where r.ordinal > r.first
    union all
    select f from rating_rows(body) r, rating_faults(r.place, r.honouree, r.item) f));
  return query
    select count(*) filter (where w.outcome = 'created')::int, count(*) filter (where w.outcome = 'updated')::int, count(*) filter (where w.outcome = 'unchanged')::int
      from rating_rows(body) r, lateral write_rating(r.honouree, r.item) w;
end $$;

create or replace function app.rating_made(wanted uuid) returns setof app.honouree_ratings language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from honouree_ratings where id = wanted
$$;

drop function if exists app.rating_shown(app.honouree_ratings);
create or replace function app.rating_shown(shown app.honouree_ratings)
returns table (id uuid, "honouree.id" uuid, "honouree.kind" text, "honouree.name" text, "unit.id" uuid, "unit.code" text, "unit.name" text, year int, rating text,
               decision_number text, decided_on date, absence text, absent_months int, note text, document_id uuid, invented boolean, version int, created_at timestamptz,
               changed_at timestamptz, _unit_id int, _issuer_id int)
language sql volatile rows 1 as $$
  select shown.id, h.id, h.kind, h.name, unit_uid(shown.unit_id), unit_code_on(shown.unit_id), unit_name_on(shown.unit_id), shown.year, shown.rating,
         shown.decision_number, shown.decided_on, case when r.reads then shown.absence end, case when r.reads then shown.absent_months end, shown.note, shown.document_id, shown.invented, shown.version, shown.created_at, shown.changed_at,
         shown.unit_id, case when r.reads then claim_unit() end
    from honouree_named(shown.honouree_id) h cross join (select reads_honouree(shown.honouree_id) as reads) r
$$;

select app.by_engine('app.judges_honouree(uuid,int)', 'app.nominee_kind(uuid)', 'app.reads_honouree(uuid)', 'app.honourees_read()', 'app.keeps_honouree(uuid)', 'app.knew_honouree(uuid,int)',
  'app.area_kinds(int,date)', 'app.honouree_through_time(uuid)', 'app.record_of(uuid)', 'app.identity_known(jsonb,uuid)', 'app.honouree_by_identifier(jsonb)',
  'app.keep_identity(uuid,jsonb,boolean)', 'app.identity_shown(uuid)', 'app.lookups_allowed(int)', 'app.look_up(jsonb)', 'app.read_identity(uuid,text)',
  'app.transfer_honouree(uuid,jsonb)', 'app.honouree_named(uuid)', 'app.record_ends(uuid)', 'app.honouree_record(uuid)');
revoke execute on function app.honouree_through_time(uuid), app.record_of(uuid) from thidua_service;
