-- Webhooks as administrators keep them: for their own unit, and telling what their owner may read on the day. Whoever changes
-- one owns it from then on. Secrets come in encrypted and go out to the dispatchers only.

-- Does its owner still administer its unit today?
create or replace function app.webhook_owner_stands(w app.webhooks) returns boolean language sql stable as $$
  select exists (select from users u join assignments a on a.user_id = u.id join units n on n.id = a.unit_id
                  where u.id = w.owner_id and u.state = 'active' and a.unit_id = w.unit_id and a.role = 'admin' and assignment_holds(a, today()) and n.existence @> today())
$$;

create or replace function app.webhook_faults(body jsonb) returns setof app.fault language plpgsql stable set search_path = app, pg_temp as $$
declare
  area int := unit_named(body ->> 'area');
begin
  return query select '/types/' || ordinality - 1, 'change_type_unknown', change_type_params(wanted)
    from jsonb_array_elements_text(coalesce(nullif(body -> 'types', 'null'), '[]')) with ordinality t(wanted, ordinality) where not is_change_type(wanted);
  if area is not null and not unit_reaches(claim_unit(), area) then
    return next row('/area', 'unit_outside_area', jsonb_build_object('unit', coalesce(unit_name_on(area), body ->> 'area')))::fault;
  end if;
end $$;

create or replace function app.listed(names jsonb) returns text[] language sql immutable as $$
  select array(select distinct jsonb_array_elements_text(coalesce(nullif(names, 'null'), '[]')) order by 1)
$$;

-- It tells what changes from now on.
create or replace function app.make_webhook(body jsonb) returns uuid language plpgsql security definer set search_path = app, pg_temp as $$
declare
  made uuid;
begin
  perform raise_faults(array(select f from webhook_faults(body) f));
  insert into webhooks(unit_id, owner_id, name, url, types, area_id)
  values (claim_unit(), claim_user(), body ->> 'name', body ->> 'url', listed(body -> 'types'), unit_named(body ->> 'area'))
  returning id into made;
  insert into webhook_positions(webhook_id, low) values (made, changes_horizon());
  return made;
end $$;

create or replace function app.change_webhook(wanted uuid, body jsonb) returns app.webhooks language plpgsql security definer set search_path = app, pg_temp as $$
declare
  stopped boolean := body ->> 'state' = 'paused';
  changed webhooks;
begin
  perform raise_faults(array(select f from webhook_faults(body) f));
  update webhooks w set owner_id = claim_user(),
         name = case when body ? 'name' then body ->> 'name' else w.name end,
         url = case when body ? 'url' then body ->> 'url' else w.url end,
         types = case when body ? 'types' then listed(body -> 'types') else w.types end,
         area_id = case when body ? 'area' then unit_named(body ->> 'area') else w.area_id end,
         state = coalesce(body ->> 'state', w.state),
         reason = case when not body ? 'state' then w.reason when stopped then 'asked' end,
         stopped_at = case when not body ? 'state' then w.stopped_at when stopped then now() end
   where w.id = wanted;
  select * into changed from webhooks where id = wanted;
  return changed;
end $$;

-- Nobody's doing: the receiver is gone, or the owner is.
create or replace function app.disable_webhook(wanted uuid, why text) returns boolean language plpgsql security definer set search_path = app, pg_temp as $$
begin
  update webhooks set state = 'disabled', reason = why, stopped_at = now() where id = wanted and state = 'active';
  return found;
end $$;

create or replace function app.delete_webhook(wanted uuid) returns uuid language sql security definer set search_path = app, pg_temp as $$
  delete from webhooks where id = wanted returning id
$$;

-- The newest secret; the one before stays good for a while, those before it go.
create or replace function app.keep_webhook_secret(webhook uuid, key text, sealed_secret text, hours int) returns timestamptz
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  previous timestamptz;
begin
  delete from webhook_secrets s where s.webhook_id = webhook and s.good_until is not null;
  update webhook_secrets s set good_until = date_trunc('second', now()) + make_interval(hours => hours) where s.webhook_id = webhook returning s.good_until into previous;
  insert into webhook_secrets(webhook_id, key_id, sealed) values (webhook, key, sealed_secret);
  return previous;
end $$;

create or replace function app.webhook_secret_rotates(webhook uuid) returns timestamptz language sql stable security definer set search_path = app, pg_temp as $$
  select max(good_until) from webhook_secrets where webhook_id = webhook and good_until > now()
$$;

create or replace function app.webhook_counts(webhook uuid) returns table (waiting bigint, dead bigint)
language sql stable rows 1 security definer set search_path = app, pg_temp as $$
  select (select count(*) from webhook_deliveries where webhook_id = webhook and state = 'waiting'),
         (select count(*) from webhook_deliveries where webhook_id = webhook and state = 'dead')
$$;

create or replace function app.webhook_actions(w app.webhooks) returns text[] language sql stable as $$
  select case when not (has_role('admin') and w.unit_id = claim_unit()) then '{}'
              when w.state = 'active' then '{create_ping,create_replay,create_secret,delete,patch}'
              else '{create_secret,delete,patch}'::text[] end
$$;

-- A webhook as replies show it (schema Webhook).
create or replace function app.webhook_shown(w app.webhooks)
returns table (id uuid, name text, url text, types jsonb, "area.id" uuid, "area.code" text, "area.name" text, "unit.id" uuid, "unit.code" text, "unit.name" text,
               "owner.id" uuid, "owner.name" text, state text, reason text, stopped_at timestamptz, previous_secret_good_until timestamptz,
               waiting bigint, dead bigint, created_at timestamptz, changed_at timestamptz, version int, allowed_actions jsonb, _unit_id int)
language sql stable rows 1 as $$
  select w.id, w.name, w.url, to_jsonb(w.types), unit_uid(w.area_id), unit_code_on(w.area_id), unit_name_on(w.area_id),
         unit_uid(w.unit_id), unit_code_on(w.unit_id), unit_name_on(w.unit_id), w.owner_id, person_name(w.owner_id), w.state, w.reason, w.stopped_at,
         webhook_secret_rotates(w.id),
         c.waiting, c.dead, w.created_at, w.changed_at, w.version, to_jsonb(webhook_actions(w)), w.unit_id
    from webhook_counts(w.id) c
$$;

select app.by_engine('app.make_webhook(jsonb)', 'app.change_webhook(uuid,jsonb)', 'app.disable_webhook(uuid,text)', 'app.delete_webhook(uuid)',
  'app.keep_webhook_secret(uuid,text,text,int)', 'app.webhook_secret_rotates(uuid)', 'app.webhook_counts(uuid)');
revoke execute on function app.disable_webhook(uuid, text) from thidua_service;
