-- Identity: people at their desks, sign-in and its refusals, passwords, tokens of other systems. Secrets are read here
-- and nowhere else; they come in as hashes and never go out.

-- ---- people and their desks ----

create or replace function app.assignment_holds(of app.assignments, on_day date) returns boolean
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select of.valid_from <= on_day and (of.valid_to is null or of.valid_to > on_day)
$$;

-- The units where a person works on a day, with all roles there: what a token can be for. `wanted` marks the one that a
-- reference (an id or code:…) names, or the only one when nothing is named.
create or replace function app.desks_of(person uuid, reference text default null, on_day date default null)
returns table (unit_id uuid, unit_number int, code text, name text, level text, roles text[], epoch int, wanted boolean)
language sql stable security definer set search_path = app, extensions, pg_temp as $$
  select u.uid, u.id, unit_code_on(u.id, d.day), unit_name_on(u.id, d.day), u.level, array_agg(a.role order by a.role), p.epoch,
         case when reference is null then count(*) over () = 1
              else reference = u.uid::text or exists (
                select from unit_codes c where c.unit_id = u.id and c.valid @> d.day and 'code:' || c.code = reference) end
    from (select coalesce(on_day, today()) as day) d
    join users p on p.id = person and p.state = 'active'
    join assignments a on a.user_id = p.id and assignment_holds(a, d.day)
    join units u on u.id = a.unit_id and u.existence @> d.day
   group by u.uid, u.id, u.level, p.epoch, d.day
   order by u.id
$$;

-- `reporter@23329`: what a person is today, as far as the caller sees it.
create or replace function app.roles_today(person uuid) returns text[] language sql stable set search_path = app, pg_temp as $$
  select coalesce(array_agg(a.role || '@' || coalesce(unit_code_on(a.unit_id), '') order by a.unit_id, a.role), '{}')
    from assignments a where a.user_id = person and assignment_holds(a, today())
$$;

create or replace function app.find_outside_person(outside_issuer text, outside_subject text) returns table (user_id uuid)
language sql stable security definer set search_path = app, pg_temp as $$
  select id from users
   where external_identity ->> 'issuer' = outside_issuer and external_identity ->> 'subject' = outside_subject and state = 'active'
$$;

-- An act of identity that no row of a kept table shows: {action, person} and what else is worth knowing.
create or replace function app.note_identity(act text, person uuid, facts jsonb default '{}') returns void
language plpgsql security definer set search_path = app, pg_temp as $$
begin
  insert into audit_entries(actor_id, actor_kind, actor_unit_id, actor_roles, behalf_of, action, thing, thing_id, unit_id, changes, operation, request_id)
  select coalesce(claim_user(), u.id), coalesce(nullif(current_setting('app.actor_kind', true), ''), 'person'),
         nullif(current_setting('app.unit', true), '')::int, claim_roles(), claim_behalf(), act, 'users', u.id, u.unit_id, facts,
         nullif(current_setting('app.operation', true), ''), nullif(current_setting('app.request_id', true), '')
    from users u where u.id = person;
end $$;

-- ---- sign-in ----

-- Whose attempts are counted together: an IPv4 address, and of IPv6 the /64 that one client has.
create or replace function app.counted_together(source inet) returns cidr
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select network(set_masklen(source, case family(source) when 6 then 64 else 32 end))
$$;

-- Counts an attempt of an address, in one statement: `most` within a quarter of an hour, whatever the names. The seconds
-- to wait once they are used up; what is then refused is no further failure.
create or replace function app.count_address(source inet, most int) returns int
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  moment timestamptz := clock_timestamp();
begin
  delete from address_attempts where address_attempts.address in (
    select a.address from address_attempts a where a.since < moment - interval '1 day' limit 20 for update skip locked);
  insert into address_attempts as a values (counted_together(source), 1, moment)
  on conflict on constraint address_attempts_pkey do update
     set failures = case when a.since < moment - interval '15 minutes' then 1 else a.failures + 1 end,
         since = case when a.since < moment - interval '15 minutes' then moment else a.since end
   where a.failures < most or a.since < moment - interval '15 minutes';
  if found then
    return 0;
  end if;
  return coalesce((select greatest(1, ceil(extract(epoch from a.since + interval '15 minutes' - moment)))::int
                     from address_attempts a where a.address = counted_together(source)), 1);
end $$;

create or replace function app.forgive_address(source inet) returns void language sql security definer set search_path = app, pg_temp as $$
  update address_attempts set failures = failures - 1 where address = counted_together(source) and failures > 0
$$;

-- Counts an attempt before anything is compared, in one statement: parallel guesses wait for the row, not beside it. The
-- first five are free; from then on each doubles the pause, up to a quarter of an hour. A name nobody has behaves alike.
-- An address whose budget is used up adds nothing to the pauses of an account, nor does a pausing account to an address.
drop function if exists app.count_attempt(text);
create or replace function app.count_attempt(name text, source inet, most int)
returns table (user_id uuid, username text, password_hash text, wait_seconds int)
language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  moment timestamptz := clock_timestamp();
  counted password_attempts;
  known text := coalesce((select u.username from users u where u.username = lower(name)), encode(sha256(convert_to(lower(name), 'UTF8')), 'hex'));
  pause int := case when source is null then 0 else count_address(source, most) end;
begin
  if pause > 0 then
    return query select u.id, u.username, null::text, pause from (select) nothing left join users u on u.username = lower(name) and u.state = 'active';
    return;
  end if;
  delete from password_attempts where password_attempts.username in (
    select a.username from password_attempts a where a.last_at < moment - interval '1 day' limit 20 for update skip locked);
  insert into password_attempts as a values (known, 1, moment, moment)        -- a name nobody has may be a password in the wrong field
  on conflict on constraint password_attempts_pkey do update
     set failures = case when moment < a.allowed_at then a.failures when a.last_at < moment - interval '1 day' then 1 else a.failures + 1 end,
         allowed_at = case when moment < a.allowed_at then a.allowed_at when a.last_at < moment - interval '1 day' or a.failures < 4 then moment
                           else moment + least(interval '15 minutes', interval '10 seconds' * 2 ^ least(a.failures - 4, 10)) end,
         last_at = case when moment < a.allowed_at then a.last_at else moment end
  returning * into counted;
  if counted.last_at <> moment then
    perform forgive_address(source);
  end if;
  return query
    select u.id, u.username, c.password_hash,
           case when counted.last_at = moment then 0 else greatest(1, ceil(extract(epoch from counted.allowed_at - moment)))::int end
      from (select) nothing
      left join users u on u.username = lower(name) and u.state = 'active'
      left join credentials c on c.user_id = u.id;
end $$;

create or replace function app.forgive_attempts(person uuid) returns void language sql security definer set search_path = app, pg_temp as $$
  delete from password_attempts where username = (select u.username from users u where u.id = person)
$$;

-- A family of refresh tokens begins; the password was right. A delegation stays with it.
drop function if exists app.start_session(uuid, uuid, text);
create or replace function app.start_session(person uuid, unit uuid, new_hash text, delegation uuid default null) returns uuid
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  family uuid := uuid_v7();
begin
  delete from refresh_tokens r where r.user_id = person and r.expires_at < now();
  insert into refresh_tokens(secret_hash, family, user_id, unit_id, expires_at, delegation_id)
  select new_hash, family, person, id, now() + interval '14 days', delegation from units where uid = unit;
  perform forgive_attempts(person);
  return family;
end $$;

-- One refresh token for the next, once. No row: it is unknown, expired or its family has ended. `reused`: somebody has
-- it twice, so that nobody can be believed: the family ends, and with it every access token made so far. A delegation named
-- here is acted by from now on.
drop function if exists app.rotate_session(text, text);
create or replace function app.rotate_session(old_hash text, new_hash text, acting_by uuid default null)
returns table (outcome text, user_id uuid, family uuid, unit_id uuid, level text, roles text[], epoch int, delegation uuid, giver uuid)
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  old refresh_tokens;
begin
  select * into old from refresh_tokens r where r.secret_hash = old_hash for update;
  if old.secret_hash is null or old.ended_at is not null or old.expires_at <= now() then
    return;
  end if;
  if old.used_at is not null then
    perform end_sessions(old.user_id, only_this => old.family);
    perform note_identity('refresh_token_reused', old.user_id, jsonb_build_object('session', old.family));
    return query select 'reused', old.user_id, old.family, null::uuid, null::text, null::text[], null::int, null::uuid, null::uuid;
    return;
  end if;
  return query
    select 'rotated', old.user_id, old.family, d.unit_id, d.level, d.roles, d.epoch, null::uuid, null::uuid
      from desks_of(old.user_id) d where d.unit_number = old.unit_id and coalesce(acting_by, old.delegation_id) is null
    union all
    select 'rotated', old.user_id, old.family, d.unit_id, d.level, d.roles, d.epoch, coalesce(acting_by, old.delegation_id), d.giver
      from delegation_in_force(coalesce(acting_by, old.delegation_id), old.user_id) d where d.unit_number = old.unit_id;
  if found then
    update refresh_tokens r set used_at = now() where r.secret_hash = old_hash;
    insert into refresh_tokens(secret_hash, family, user_id, unit_id, expires_at, delegation_id)
    values (new_hash, old.family, old.user_id, old.unit_id, now() + interval '14 days', coalesce(acting_by, old.delegation_id));
  end if;
end $$;

-- Families of a person end, but for one; all access tokens made so far are dead with the next request.
create or replace function app.end_sessions(person uuid, but_for uuid default null, only_this uuid default null) returns void
language sql security definer set search_path = app, pg_temp as $$
  update refresh_tokens set ended_at = now()
   where user_id = person and ended_at is null and family is distinct from but_for and (only_this is null or family = only_this);
  update users set epoch = epoch + 1 where id = person;
$$;

create or replace function app.end_delegated_sessions(revoked uuid) returns void language sql security definer set search_path = app, pg_temp as $$
  update refresh_tokens set ended_at = now() where delegation_id = revoked and ended_at is null
$$;

-- The family an access token belongs to stands before the dot of its jti.
create or replace function app.session_of(token_id text) returns uuid language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select (regexp_match(token_id, '^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.'))[1]::uuid
$$;

create or replace function app.sign_out(token_id text) returns void language sql security definer set search_path = app, pg_temp as $$
  select end_sessions(claim_user(), only_this => session_of(token_id))
   where current_setting('app.actor_kind', true) = 'person'
$$;

-- ---- passwords ----

create or replace function app.set_password(person uuid, new_hash text, but_for uuid, act text) returns void
language plpgsql security definer set search_path = app, pg_temp as $$
begin
  insert into credentials(user_id, password_hash) values (person, new_hash)
  on conflict (user_id) do update set password_hash = excluded.password_hash, changed_at = now();
  update password_resets set used_at = now() where user_id = person and used_at is null;
  perform end_sessions(person, but_for), forgive_attempts(person), note_identity(act, person);
end $$;

create or replace function app.change_own_password(new_hash text, token_id text) returns void
language sql security definer set search_path = app, pg_temp as $$
  select set_password(claim_user(), new_hash, session_of(token_id), 'password_changed')
   where current_setting('app.actor_kind', true) = 'person'
$$;

-- Whose password a secret may reset; nobody's when it is unknown, used or older than a day.
create or replace function app.find_reset(reset_hash text) returns table (user_id uuid, username text)
language sql stable security definer set search_path = app, pg_temp as $$
  select u.id, u.username from password_resets r join users u on u.id = r.user_id and u.state = 'active'
   where r.secret_hash = reset_hash and r.used_at is null and r.expires_at > now()
$$;

-- Two at once: the second finds the row used.
create or replace function app.use_reset(reset_hash text, new_hash text) returns uuid
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  person uuid;
begin
  update password_resets r set used_at = now()
   where r.secret_hash = reset_hash and r.used_at is null and r.expires_at > now() returning r.user_id into person;
  if person is not null then
    perform set_password(person, new_hash, null, 'password_reset_used');
  end if;
  return person;
end $$;

-- ---- administration: an administrator acts in the area, on living units only ----

create or replace function app.administers(unit int) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select has_role('admin') and exists (
    select from unit_reach r where r.viewer_id = claim_unit() and r.unit_id = administers.unit and r.writes
       and r.valid_from <= today() and r.valid_to > today())
$$;

-- Whoever may change an account may become its person: so all that the person is must lie in the area.
create or replace function app.administers_person(person uuid) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select has_role('admin')
     and exists (select from users u where u.id = person and unit_reaches(claim_unit(), u.unit_id))
     and not exists (select from assignments a join units u on u.id = a.unit_id
                      where a.user_id = person and (a.valid_to is null or a.valid_to > today())
                        and (upper(u.existence) is null or upper(u.existence) > today()) and not administers(a.unit_id))
$$;

create or replace function app.insist_on_person(person uuid, himself_too boolean) returns void
language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  their users;
begin
  select * into their from users u where u.id = person;
  if their.id is null or not (unit_reaches(claim_unit(), their.unit_id) or their.id = claim_user()) then
    perform raise_problem(404, 'not_found');
  elsif their.id = claim_user() and not himself_too then
    perform raise_problem(403, 'own_account');
  elsif not administers_person(person) then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('user'), 'who', who('admin', 'above', to_jsonb(their))));
  end if;
end $$;

create or replace function app.user_actions(person uuid) returns text[] language sql stable security definer set search_path = app, pg_temp as $$
  select case when administers_person(person)
              then array['create_assignment', 'create_password_reset', 'patch'] else '{}'::text[] end
$$;

-- The unit a body names, within the area; claim_unit() when it names none.
create or replace function app.administered_unit(reference text, pointer text) returns int
language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  unit int := coalesce(unit_named(reference), claim_unit());
begin
  if not administers(unit) then
    perform raise_faults(array[row(pointer, 'unit_outside_area', jsonb_build_object('unit', unit_name_on(unit)))::fault]);
  end if;
  return unit;
end $$;

create or replace function app.create_user(body jsonb) returns app.users language plpgsql security definer set search_path = app, pg_temp as $$
declare
  unit int := administered_unit(body ->> 'unit', '/unit');
  made users;
begin
  insert into users(unit_id, username, display_name, email, phone, external_identity)
  values (unit, lower(body ->> 'username'), body ->> 'display_name', body ->> 'email', body ->> 'phone', nullif(body -> 'external_identity', 'null'))
  returning * into made;
  return made;
end $$;

-- Whoever is locked is out with the next request, and so are the systems that act by a token of theirs.
create or replace function app.update_user(person uuid, body jsonb) returns app.users
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  changed users;
begin
  perform insist_on_person(person, not body ? 'state');
  if body ? 'unit' then
    perform administered_unit(body ->> 'unit', '/unit');
  end if;
  update users u set (display_name, email, phone, external_identity, state, unit_id) =
    (select p.display_name, p.email, p.phone, nullif(p.external_identity, 'null'), p.state, coalesce(unit_named(body ->> 'unit'), u.unit_id)
       from jsonb_populate_record(u, body - 'unit') p)
   where u.id = person;
  if body ->> 'state' = 'locked' then
    perform end_sessions(person), withdraw_service_tokens(person), withdraw_calendar_feeds(person);
  end if;
  select * into changed from users u where u.id = person;
  return changed;
end $$;

create or replace function app.withdraw_service_tokens(giver uuid, unit int default null) returns void
language sql security definer set search_path = app, pg_temp as $$
  update service_tokens set revoked_at = now(), revoked_by = claim_user()
   where given_by = giver and revoked_at is null and (unit is null or unit_id = unit)
$$;

-- ---- assignments ----

-- Nobody gives himself a role, nor one outside the area; administrators of the country are made on the machine.
create or replace function app.insist_on_assignment(person uuid, unit int, role text) returns void
language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  if person = claim_user() then
    perform raise_problem(403, 'own_account');
  elsif not administers(unit) then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('assignment'),
      'who', who('admin', 'own', jsonb_build_object('unit_id', unit))));
  elsif role = 'admin' and (select kind from units where id = unit) = 'country' then
    perform raise_problem(403, 'made_on_the_machine');
  end if;
end $$;

create or replace function app.create_assignment(person uuid, body jsonb) returns app.assignments
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  unit int := administered_unit(body ->> 'unit', '/unit');
  made assignments;
begin
  if not exists (select from users u where u.id = person and unit_reaches(claim_unit(), u.unit_id)) then
    perform raise_problem(404, 'not_found');
  end if;
  perform insist_on_assignment(person, unit, body ->> 'role');
  insert into assignments(user_id, unit_id, role, valid_from, valid_to, position, document)
  values (person, unit, body ->> 'role', coalesce((body ->> 'valid_from')::date, today()), (body ->> 'valid_to')::date, body ->> 'position', body ->> 'document')
  returning * into made;
  return made;
end $$;

-- An end that has come kills the tokens made before it.
create or replace function app.update_assignment(person uuid, changed uuid, body jsonb) returns app.assignments
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  old assignments;
  new assignments;
begin
  select * into old from assignments a where a.id = changed and a.user_id = person;
  if old.id is null then
    perform raise_problem(404, 'not_found');
  end if;
  perform insist_on_assignment(old.user_id, old.unit_id, old.role);
  update assignments a set (valid_to, position, document) =
    (select p.valid_to, p.position, p.document from jsonb_populate_record(a, body) p)
   where a.id = changed returning * into new;
  if new.valid_to <= today() and new.valid_to is distinct from old.valid_to then
    update users set epoch = epoch + 1 where id = person;
    perform withdraw_service_tokens(person, new.unit_id), withdraw_calendar_feeds(person, new.unit_id);
  end if;
  return new;
end $$;

-- ---- password resets and service tokens: the secret is made outside, only its hash comes in ----

create or replace function app.create_reset(person uuid, reset_hash text) returns table (id uuid, expires_at timestamptz)
language plpgsql security definer set search_path = app, pg_temp as $$
begin
  perform insist_on_person(person, false);
  update password_resets r set used_at = now() where r.user_id = person and r.used_at is null;
  perform note_identity('password_reset_created', person);
  return query insert into password_resets as r (user_id, secret_hash, created_by, expires_at)
    values (person, reset_hash, claim_user(), now() + interval '1 day') returning r.id, r.expires_at;
end $$;

create or replace function app.give_service_token(body jsonb, token_hash text) returns app.service_tokens
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  made service_tokens;
begin
  perform raise_faults(array(select f from service_token_faults(body) f));
  insert into service_tokens(unit_id, name, scopes, roles, address_ranges, campaign_id, area_id, given_by, expires_at)
  values (claim_unit(), body ->> 'name', array(select distinct jsonb_array_elements_text(body -> 'scopes') order by 1),
          array(select unnest(claim_roles()) except select unnest('{admin,council}'::text[])),
          array(select jsonb_array_elements_text(coalesce(nullif(body -> 'address_ranges', 'null'), '[]')))::cidr[],
          campaign_in_sight(body ->> 'campaign'), unit_named(body ->> 'area'), claim_user(),
          coalesce((body ->> 'expires_at')::timestamptz, now() + interval '90 days'))
  returning * into made;
  insert into service_token_secrets(token_id, secret_hash) values (made.id, token_hash);
  return made;
end $$;

create or replace function app.service_token_faults(body jsonb) returns setof app.fault
language plpgsql stable set search_path = app, pg_temp as $$
declare
  ordinal int := 0;
  range text;
begin
  if (body ->> 'expires_at')::timestamptz not between now() and now() + interval '366 days' then
    return next row('/expires_at', 'expiry_out_of_range', jsonb_build_object('days', 366, 'today', (now() at time zone 'Asia/Ho_Chi_Minh')::date))::fault;
  end if;
  if body ->> 'area' is not null and not unit_reaches(claim_unit(), unit_named(body ->> 'area')) then
    return next row('/area', 'unit_outside_area', jsonb_build_object('unit', unit_name_on(unit_named(body ->> 'area'))))::fault;
  end if;
  for range in select jsonb_array_elements_text(coalesce(nullif(body -> 'address_ranges', 'null'), '[]')) loop
    begin
      perform range::cidr;
    exception when others then
      return next row('/address_ranges/' || ordinal, 'address_range_unreadable', '{}')::fault;
    end;
    ordinal := ordinal + 1;
  end loop;
end $$;

-- Found by its hash; its last use is kept to the minute.
drop function if exists app.find_service_token(text);
create or replace function app.find_service_token(token_hash text)
returns table (id uuid, unit_id uuid, level text, roles text[], scopes text[], address_ranges cidr[], campaign_id uuid, area_id uuid)
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  secret service_token_secrets;
begin
  select * into secret from service_token_secrets s where s.secret_hash = token_hash;
  return query
    select t.id, u.uid, u.level, t.roles, t.scopes, t.address_ranges, t.campaign_id, unit_uid(t.area_id) from service_tokens t join units u on u.id = t.unit_id
     where t.id = secret.token_id and t.revoked_at is null and t.expires_at > now();
  if found and coalesce(secret.last_used_at, '-infinity') < now() - interval '1 minute' then
    update service_token_secrets s set last_used_at = now() where s.token_id = secret.token_id;
  end if;
end $$;

create or replace function app.service_token_used_at(token uuid) returns timestamptz language sql stable security definer set search_path = app, pg_temp as $$
  select last_used_at from service_token_secrets where token_id = token
$$;

create or replace function app.revoke_service_token(token uuid) returns app.service_tokens
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  old service_tokens;
begin
  select * into old from service_tokens t where t.id = token;
  if old.given_by is distinct from claim_user() and not administers(old.unit_id) then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('service_token'),
      'who', coalesce(person_name(old.given_by) || ', ', '') || who('admin', 'own', to_jsonb(old))));
  end if;
  update service_tokens t set revoked_at = now(), revoked_by = claim_user() where t.id = token and t.revoked_at is null
  returning * into old;
  if not found then
    perform raise_problem(409, 'already_revoked');
  end if;
  return old;
end $$;

-- ---- demo data ----

-- yescrypt of `thidua-demo`, the same for every account of the demo: so that serving them in production can be refused.
create or replace function app.demo_password_hash() returns text language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select '$y$j9T$CUDXfmwlkxKxaMAVDJeBQ.$DiFQtvIi.zPob1p1tpl.e391gGjEhor5Auw7QFhFMx6'
$$;

create or replace function app.has_demo_accounts() returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select exists (select from credentials where password_hash = demo_password_hash())
$$;

-- ---- on the machine: accounts made by whoever holds the database ----

-- An account that exists keeps its name and gets the role, and the password if one is given.
create or replace function app.add_person(account text, shown_name text, unit_reference text, with_role text, new_hash text, reset_hash text)
returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  unit int := unit_named(unit_reference);
  person uuid;
begin
  insert into users(unit_id, username, display_name) values (unit, lower(account), normalize(shown_name, nfc))
  on conflict (username) do nothing;
  select id into person from users where username = lower(account);
  if new_hash is not null then
    insert into credentials(user_id, password_hash) values (person, new_hash)
    on conflict (user_id) do update set password_hash = excluded.password_hash, changed_at = now();
  end if;
  if reset_hash is not null then
    insert into password_resets(user_id, secret_hash, expires_at) values (person, reset_hash, now() + interval '1 day');
  end if;
  insert into assignments(user_id, unit_id, role, valid_from) select person, unit, with_role, today()
   where not exists (select from assignments a where a.user_id = person and a.unit_id = unit and a.role = with_role and assignment_holds(a, today()));
  return person;
end $$;
revoke execute on function app.add_person(text, text, text, text, text, text) from thidua_service;

select app.by_engine('app.desks_of(uuid,text,date)', 'app.find_outside_person(text,text)',
  'app.note_identity(text,uuid,jsonb)',
  'app.count_address(inet,int)', 'app.forgive_address(inet)', 'app.count_attempt(text,inet,int)', 'app.forgive_attempts(uuid)', 'app.start_session(uuid,uuid,text,uuid)', 'app.rotate_session(text,text,uuid)', 'app.end_delegated_sessions(uuid)',
  'app.end_sessions(uuid,uuid,uuid)', 'app.sign_out(text)', 'app.set_password(uuid,text,uuid,text)', 'app.change_own_password(text,text)',
  'app.find_reset(text)', 'app.use_reset(text,text)', 'app.administers(int)', 'app.administers_person(uuid)',
  'app.insist_on_person(uuid,boolean)', 'app.user_actions(uuid)', 'app.administered_unit(text,text)', 'app.create_user(jsonb)',
  'app.update_user(uuid,jsonb)', 'app.withdraw_service_tokens(uuid,int)', 'app.insist_on_assignment(uuid,int,text)',
  'app.create_assignment(uuid,jsonb)', 'app.update_assignment(uuid,uuid,jsonb)', 'app.create_reset(uuid,text)',
  'app.give_service_token(jsonb,text)', 'app.find_service_token(text)', 'app.service_token_used_at(uuid)', 'app.revoke_service_token(uuid)',
  'app.has_demo_accounts()');
-- What only other functions here may call.
revoke execute on function app.note_identity(text, uuid, jsonb), app.forgive_attempts(uuid), app.end_delegated_sessions(uuid),
  app.end_sessions(uuid, uuid, uuid), app.set_password(uuid, text, uuid, text), app.withdraw_service_tokens(uuid, int) from thidua_service;
