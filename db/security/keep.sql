-- How a table is kept: app.keep() makes it the owner's, forces row security with one policy for owner and engine,
-- attaches the triggers touched, audited and announced, and grants the service what policies then narrow.

-- Version, author and time of a change. A move changes the version, not the author: the maker stays who wrote the content,
-- and so it is where the engine says `app.maker_stays`.
-- What says the same again, in other digits or not, leaves the row as it is; `changed_at = null` asks for a new version all
-- the same. Columns named as arguments are generated, and not yet known here.
create or replace function app.touch() returns trigger language plpgsql set search_path = app, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    new.version := 1;
    new.created_by := app.claim_user();
    new.created_at := now();
    new.changed_by := new.created_by;
  elsif to_jsonb(new) - coalesce(tg_argv, '{}') = to_jsonb(old) - coalesce(tg_argv, '{}') then
    return old;
  else
    new.version := old.version + 1;
    new.created_by := old.created_by;
    new.created_at := old.created_at;
    if to_jsonb(new) -> 'state' is not distinct from to_jsonb(old) -> 'state' then
      new.changed_by := case when current_setting('app.maker_stays', true) = 'on' then old.changed_by else coalesce(app.claim_user(), old.changed_by) end;
    end if;
  end if;
  new.changed_at := now();
  return new;
end $$;

-- An entry of the audit about a row. In SQL, so that it is written into the statement that adds it; the caller's claims are looked up once.
create or replace function app.audit_entry(action text, table_name text, fact jsonb, changed jsonb)
returns table (actor_id uuid, actor_kind text, actor_unit_id int, actor_roles text[], behalf_of uuid, action text, thing text, thing_id uuid, unit_id int,
               row_version int, changes jsonb, operation text, request_id text) language sql stable rows 1 as $$
  select (select app.claim_user()), nullif(current_setting('app.actor_kind', true), ''), nullif(current_setting('app.unit', true), '')::int, app.claim_roles(), app.claim_behalf(),
         action, table_name, coalesce(fact ->> 'uid', case when fact ->> 'id' like '%-%' then fact ->> 'id' end)::uuid,
         case when table_name = 'units' then (fact ->> 'id')::int else (fact ->> 'unit_id')::int end,
         (fact ->> 'version')::int, changed,
         nullif(current_setting('app.operation', true), ''), nullif(current_setting('app.request_id', true), '')
$$;

-- Names and new values of what changed; columns named as arguments are secret and leave their name only.
create or replace function app.audit() returns trigger language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  after  jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  fact   jsonb := coalesce(after, before);
  changed jsonb;
begin
  select coalesce(jsonb_object_agg(key, case when key = any (tg_argv) then '"…"' else value end), '{}') into changed
    from jsonb_each(fact) each(key, value)
   where key not in ('version', 'created_by', 'created_at', 'changed_by', 'changed_at')
     and (tg_op <> 'UPDATE' or before -> key is distinct from value)
     and (tg_op = 'UPDATE' or value <> 'null');
  if tg_op = 'UPDATE' and changed = '{}' then
    return null;
  end if;
  insert into audit_entries(actor_id, actor_kind, actor_unit_id, actor_roles, behalf_of, action, thing, thing_id, unit_id, row_version, changes, operation, request_id)
  select e.* from audit_entry(case tg_op when 'INSERT' then 'created' when 'UPDATE' then 'changed' else 'deleted' end, tg_table_name, fact, changed) e;
  return null;
end $$;

-- The same of all rows that a statement added, at once: of tables that get thousands by one request and have no secrets.
create or replace function app.audit_added() returns trigger language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  insert into audit_entries(actor_id, actor_kind, actor_unit_id, actor_roles, behalf_of, action, thing, thing_id, unit_id, row_version, changes, operation, request_id)
  select e.*
    from (select to_jsonb(a) as fact from added a offset 0) x
   cross join lateral (select coalesce(jsonb_object_agg(key, value), '{}') as changed from jsonb_each(x.fact) each(key, value)
                        where key not in ('version', 'created_by', 'created_at', 'changed_by', 'changed_at') and value <> 'null' offset 0) c
   cross join lateral audit_entry('created', tg_table_name, x.fact, c.changed) e;
  return null;
end $$;

-- The outbox row of a change; who is told follows from whose it is, and from who may read the thing.
create or replace function app.outbox_entry(rule app.things, table_name text, action text, fact jsonb)
returns table (thing text, thing_id uuid, action text, unit_id int, issuer_id int, lead_unit_id int, parent_id uuid, published boolean, state text, version int)
language sql stable rows 1 as $$
  select coalesce(rule.thing, table_name), coalesce(fact ->> 'uid', fact ->> 'id')::uuid, action,
         case when table_name = 'units' then (fact ->> 'id')::int else (fact ->> 'unit_id')::int end,
         (fact ->> 'issuer_id')::int, (fact ->> 'lead_unit_id')::int, (fact ->> rule.parent_column)::uuid,
         coalesce((fact ->> 'published')::boolean, false), fact ->> 'state', (fact ->> 'version')::int
$$;

create or replace function app.announce() returns trigger language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  fact jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
  rule things;
begin
  if tg_op = 'UPDATE' and new is not distinct from old then
    return null;
  end if;
  select * into rule from things where table_name = tg_table_name;
  insert into outbox(thing, thing_id, action, unit_id, issuer_id, lead_unit_id, parent_id, published, state, version)
  select e.* from outbox_entry(rule, tg_table_name,
    case when tg_op = 'INSERT' then 'created' when tg_op = 'DELETE' then 'deleted' when to_jsonb(old) -> 'state' is distinct from fact -> 'state' then 'moved' else 'changed' end, fact) e;
  return null;
end $$;

-- The same of all rows that a statement added, at once.
create or replace function app.announce_added() returns trigger language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  rule things;
begin
  select * into rule from things where table_name = tg_table_name;
  insert into outbox(thing, thing_id, action, unit_id, issuer_id, lead_unit_id, parent_id, published, state, version)
  select e.* from (select to_jsonb(a) as fact from added a offset 0) x cross join lateral outbox_entry(rule, tg_table_name, 'created', x.fact) e;
  return null;
end $$;

-- Takes away what narrow() put there.
create or replace function app.widen(kept regclass) returns void language plpgsql set search_path = app, pg_temp set client_min_messages = warning as $$
begin
  execute format('drop policy if exists within_its_token on %s', kept);
  execute format('drop policy if exists deleted_within_its_token on %s', kept);
end $$;
revoke all on function app.widen(regclass) from public, thidua_service;

-- The first wall of narrowed service tokens: a restrictive policy, which stands beside whatever else lets a row pass. A token
-- for an area sees and writes the rows of its units; one for a campaign those of that campaign alone. A table where the columns do
-- not say it all says so in its policy file, after keep(): what every token reads (`also_read`), what else one for an area
-- reads (`heard`), which rows are a campaign's (`of_campaign`).
drop function if exists app.narrow(regclass);
create or replace function app.narrow(kept regclass, also_read text default null, heard text default null, of_campaign text default null)
  returns void language plpgsql set search_path = app, pg_temp as $$
declare
  name text := (select relname from pg_class where oid = kept);
  columns text[] := array(select attname::text from pg_attribute where attrelid = kept and attnum > 0 and not attisdropped);
  in_area text := case when columns @> '{unit_id}' then
    'unit_id in (select r.unit_id from app.unit_reach r where r.viewer_id = (select app.token_area()) and r.valid_from <= app.today() and r.valid_to > app.today())' else 'false' end;
  in_campaign text := coalesce(of_campaign, case when columns @> '{campaign_id}' then 'campaign_id = (select app.token_campaign())'
    else format('app.campaign_of(%L, to_jsonb(%I)) = (select app.token_campaign())', name, name) end);
  reads text := format('(select app.is_whole()) is not null or (%s) or (((select app.token_area()) is null or %s or (%s)) and ((select app.token_campaign()) is null or %s))',
                       coalesce(also_read, 'false'), in_area, coalesce(heard, 'false'), in_campaign);
  writes text := format('(select app.is_whole()) is not null or (((select app.token_area()) is null or %s) and ((select app.token_campaign()) is null or %s))', in_area, in_campaign);
begin
  perform widen(kept);
  execute format('create policy within_its_token on %s as restrictive to thidua_service using (%s) with check (%s)', kept, reads, writes);
  if coalesce(also_read, heard) is not null then
    execute format('create policy deleted_within_its_token on %s as restrictive for delete to thidua_service using (%s)', kept, writes);
  end if;
end $$;
revoke all on function app.narrow(regclass, text, text, text) from public, thidua_service;

-- keep('submissions'), keep('users', secret => '{password_hash}', granted => false). Called by the table's policy file, again
-- whenever a migration adds a column; deploy runs all policy files again after a change here. What the engine alone writes
-- (state, version, who and when) is never granted. `narrowed => false`: everybody signed in reads it and no request writes it.
-- `by_the_thousand` has rows audited and announced together that one statement adds.
drop function if exists app.keep(regclass, text[], boolean, boolean, boolean);
drop function if exists app.keep(regclass, text[], boolean, boolean, boolean, boolean);
create or replace function app.keep(kept regclass, secret text[] default '{}', granted boolean default true,
  audited boolean default true, announced boolean default true, narrowed boolean default true, by_the_thousand boolean default false)
returns void language plpgsql set search_path = app, pg_temp set client_min_messages = warning as $$
declare
  columns text[] := array(select attname::text from pg_attribute where attrelid = kept and attnum > 0 and not attisdropped);
  writable text := (select string_agg(quote_ident(attname), ', ') from pg_attribute
                     where attrelid = kept and attnum > 0 and not attisdropped and attgenerated = '' and attidentity <> 'a'
                       and attname not in ('state', 'version', 'created_by', 'created_at', 'changed_by', 'changed_at', 'submitted_by', 'submitted_at'));
begin
  execute format('alter table %s owner to thidua_owner', kept);
  execute format('alter table %s enable row level security', kept);
  execute format('alter table %s force row level security', kept);
  execute format('drop policy if exists kept_by_the_engine on %s', kept);
  execute format('create policy kept_by_the_engine on %s to thidua_owner, thidua_engine using (true) with check (true)', kept);
  execute format('grant select, insert, update, delete on %s to thidua_engine', kept);
  execute format('grant select on %s to thidua_backup', kept);
  execute format('revoke all on %s from thidua_service', kept);
  if granted then
    execute format('grant select, delete, insert (%1$s), update (%1$s) on %2$s to thidua_service', writable, kept);
  end if;

  if narrowed then
    perform narrow(kept);
  else
    perform widen(kept);
  end if;

  execute format('drop trigger if exists touched on %s', kept);
  if columns @> '{version,created_by,created_at,changed_by,changed_at}' then
    execute format('create trigger touched before insert or update on %s for each row execute function app.touch(%s)', kept,
      (select string_agg(quote_literal(attname), ', ') from pg_attribute where attrelid = kept and attgenerated <> ''));
  end if;
  execute format('drop trigger if exists audited on %s', kept);
  execute format('drop trigger if exists audited_together on %s', kept);
  if audited then
    execute format('create trigger audited after %s on %s for each row execute function app.audit(%s)',
      case when by_the_thousand then 'update or delete' else 'insert or update or delete' end, kept, (select string_agg(quote_literal(s), ', ') from unnest(secret) s));
  end if;
  if audited and by_the_thousand then
    execute format('create trigger audited_together after insert on %s referencing new table as added for each statement execute function app.audit_added()', kept);
  end if;
  execute format('drop trigger if exists announced on %s', kept);
  execute format('drop trigger if exists announced_together on %s', kept);
  announced := announced and (columns @> '{uid}' or (select atttypid = 'uuid'::regtype from pg_attribute where attrelid = kept and attname = 'id'));
  if announced then
    execute format('create trigger announced after %s on %s for each row execute function app.announce()', case when by_the_thousand then 'update or delete' else 'insert or update or delete' end, kept);
  end if;
  if announced and by_the_thousand then
    execute format('create trigger announced_together after insert on %s referencing new table as added for each statement execute function app.announce_added()', kept);
  end if;
end $$;
revoke all on function app.keep(regclass, text[], boolean, boolean, boolean, boolean, boolean) from public, thidua_service;

select app.by_engine('app.audit()', 'app.audit_added()', 'app.announce()', 'app.announce_added()');
