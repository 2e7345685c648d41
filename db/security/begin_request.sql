-- begin_request: the first statement of every request. It believes the signature of the token and nothing else: the
-- person, the epoch, the assignments or the delegation of this day and the unit are compared with the rows, so that a revocation acts at once.

create or replace function app.begin_request(claims jsonb, read_only boolean)
returns table (structure_version bigint, business_date date, unit_number int)
language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  actor uuid;
  own_id int;
  own_uid uuid;
  own_level text;
  roles text[] := array(select jsonb_array_elements_text(coalesce(claims -> 'roles', '[]')));
  scopes text[] := '{}';
  giver text[] := '{}';
  behalf uuid;
  narrowed_to uuid;
  area int;
  service boolean := coalesce((claims ->> 'service')::boolean, false);
begin
  select s.version into structure_version from structure_version s;   -- before any other table: here requests wait for a deployment
  perform set_config('app.language', coalesce(claims ->> 'language', 'vi'), true),
          set_config('app.request_id', coalesce(claims ->> 'request_id', ''), true),
          set_config('app.operation', coalesce(claims ->> 'operation', ''), true);

  if not read_only and exists (select from holds where state = 'open' and ends_on < today()) then
    perform end_holds();                                    -- before anybody acts: nobody's doing
  end if;
  if service then
    select t.id, t.unit_id, t.scopes, t.roles, t.campaign_id, t.area_id into actor, own_id, scopes, giver, narrowed_to, area from service_tokens t
     where t.id = (claims ->> 'token')::uuid and t.revoked_at is null and (t.expires_at is null or t.expires_at > now());
    if not found then
      perform raise_problem(401, 'token_revoked');
    end if;
    roles := '{service}';
  elsif claims ? 'user' then
    select u.id into actor from users u
     where u.id = (claims ->> 'user')::uuid and u.state = 'active' and u.epoch = (claims ->> 'epoch')::int;
    if not found then
      perform raise_problem(401, 'token_revoked');
    end if;
    select u.id into own_id from units u where u.uid = (claims ->> 'unit')::uuid;
    if claims ? 'delegation' then
      select d.roles, d.verbs, d.giver into giver, scopes, behalf from delegation_in_force((claims ->> 'delegation')::uuid, actor) d where d.unit_number = own_id;
      if not found then
        perform raise_problem(401, 'delegation_ended');
      end if;
      roles := '{}';
    elsif roles = '{}' or exists (select from unnest(roles) r(role) where not exists (
         select from assignments a where a.user_id = actor and a.unit_id = own_id and a.role = r.role
            and a.valid_from <= today() and (a.valid_to is null or a.valid_to > today()))) then
      perform raise_problem(401, 'assignment_ended');
    end if;
  end if;

  if actor is not null then
    select u.uid, u.level into own_uid, own_level from units u where u.id = own_id and u.existence @> today();
    if not found then
      perform raise_problem(401, 'assignment_ended');
    end if;
    perform set_config('app.user', actor::text, true),
            set_config('app.actor_kind', case when service then 'service' else 'person' end, true),
            set_config('app.unit', own_id::text, true), set_config('app.unit_uid', own_uid::text, true),
            set_config('app.level', coalesce(own_level, ''), true),
            set_config('app.roles', roles::text, true), set_config('app.scopes', scopes::text, true),
            set_config('app.token_roles', giver::text, true),
            set_config('app.token_campaign', coalesce(narrowed_to::text, ''), true), set_config('app.token_area', coalesce(area::text, ''), true),
            set_config('app.behalf_of', coalesce(behalf::text, ''), true),
            set_config('app.delegation', case when behalf is null then '' else claims ->> 'delegation' end, true);
  end if;
  if read_only then
    perform set_config('transaction_read_only', 'on', true);
  end if;
  business_date := today();
  unit_number := own_id;
  return next;
end $$;
select app.by_engine('app.begin_request(jsonb,boolean)');
