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
  values (claim_user(), nullif(current_setting('app.actor_kind', true), ''), nullif(current_setting('app.unit', true), '')::int, claim_roles(), claim_behalf(),
          case tg_op when 'INSERT' then 'created' when 'UPDATE' then 'changed' else 'deleted' end,
          tg_table_name, coalesce(fact ->> 'uid', case when fact ->> 'id' like '%-%' then fact ->> 'id' end)::uuid,
          case when tg_table_name = 'units' then (fact ->> 'id')::int else (fact ->> 'unit_id')::int end,
          (fact ->> 'version')::int, changed,
          nullif(current_setting('app.operation', true), ''), nullif(current_setting('app.request_id', true), ''));
  return null;
end $$;

-- The outbox row of a change; who is told follows from whose it is, and from who may read the thing.
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
  values (coalesce(rule.thing, tg_table_name),
          coalesce(fact ->> 'uid', fact ->> 'id')::uuid,
          case when tg_op = 'INSERT' then 'created' when tg_op = 'DELETE' then 'deleted'
               when to_jsonb(old) -> 'state' is distinct from fact -> 'state' then 'moved' else 'changed' end,
          case when tg_table_name = 'units' then (fact ->> 'id')::int else (fact ->> 'unit_id')::int end,
          (fact ->> 'issuer_id')::int, (fact ->> 'lead_unit_id')::int, (fact ->> rule.parent_column)::uuid,
          coalesce((fact ->> 'published')::boolean, false), fact ->> 'state', (fact ->> 'version')::int);
  return null;
end $$;

-- The first wall of narrowed service tokens: a restrictive policy on every table but those of the tree and the law, which stands beside whatever else lets a
-- row pass. A token for an area sees the rows of its units, the campaigns heard there and what is open to everybody, and writes
-- in the area; one for a campaign sees and writes the rows of that campaign alone, and the documents that it brought itself.
-- policies/zz_narrowed.sql does it once more for all tables: after a change here, count up the number there.
create or replace function app.narrow(kept regclass) returns void language plpgsql set search_path = app, pg_temp set client_min_messages = warning as $$
declare
  name text := (select relname from pg_class where oid = kept);
  columns text[] := array(select attname::text from pg_attribute where attrelid = kept and attnum > 0 and not attisdropped);
  -- what everybody signed in reads, and of it what no request writes
  open boolean := name ~ '^(award_rules|work_terms|calendars|periods|holidays|certificate_layouts|library_indicators)$';
  only_read boolean := name ~ '^(units|unit_(names|codes|parents|labels|events|successions|tree|reach|hears|root)|structure_version|catalogues|things|transitions|action_rules|award_types|legal_acts|statutory_lines|units_of_measure|schema_migrations|deployed_code|audit_(heads|roots|seals))$';
  in_area text := case when columns @> '{unit_id}' then
    'unit_id in (select r.unit_id from app.unit_reach r where r.viewer_id = (select app.token_area()) and r.valid_from <= app.today() and r.valid_to > app.today())' else 'false' end;
  heard text := case name
    when 'campaigns' then 'state not in (''draft'', ''proposed'') and unit_id in (select h.issuer_id from app.unit_hears h where h.viewer_id = (select app.token_area()) and h.valid_from <= app.today() and h.valid_to > app.today())'
    when 'indicators' then 'exists (select from app.campaigns c where c.id = campaign_id)'
    else case when open then 'true' else 'false' end end;
  of_campaign text := case
    when name = 'campaigns' then 'id = (select app.token_campaign())'
    when name = 'documents' then 'created_by = (select app.claim_user())'
    when columns @> '{campaign_id}' then 'campaign_id = (select app.token_campaign())'
    else format('app.campaign_of(%L, to_jsonb(%I)) = (select app.token_campaign())', name, name) end;
  own text := case when name = 'service_tokens' then 'id = (select app.claim_user())' else 'false' end;     -- it may ask who it is
  reads text := format('(select app.is_whole()) is not null or %s or (((select app.token_area()) is null or %s or (%s)) and ((select app.token_campaign()) is null or %s or %s))',
                       own, in_area, heard, open::text, of_campaign);
  writes text := format('(select app.is_whole()) is not null or (((select app.token_area()) is null or %s) and ((select app.token_campaign()) is null or %s))', in_area, of_campaign);
begin
  execute format('drop policy if exists within_its_token on %s', kept);
  execute format('drop policy if exists deleted_within_its_token on %s', kept);
  if only_read then
    return;
  end if;
  execute format('create policy within_its_token on %s as restrictive to thidua_service using (%s) with check (%s)', kept, reads, writes);
  if heard <> 'false' then
    execute format('create policy deleted_within_its_token on %s as restrictive for delete to thidua_service using (%s)', kept, writes);
  end if;
end $$;
revoke all on function app.narrow(regclass) from public, thidua_service;

-- keep('submissions'), keep('users', secret => '{password_hash}', granted => false). Called by the table's policy file,
-- again whenever a migration adds a column. What the engine alone writes (state, version, who and when) is never granted.
create or replace function app.keep(kept regclass, secret text[] default '{}', granted boolean default true,
  audited boolean default true, announced boolean default true) returns void language plpgsql set search_path = app, pg_temp set client_min_messages = warning as $$
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

  perform narrow(kept);

  execute format('drop trigger if exists touched on %s', kept);
  if columns @> '{version,created_by,created_at,changed_by,changed_at}' then
    execute format('create trigger touched before insert or update on %s for each row execute function app.touch(%s)', kept,
      (select string_agg(quote_literal(attname), ', ') from pg_attribute where attrelid = kept and attgenerated <> ''));
  end if;
  execute format('drop trigger if exists audited on %s', kept);
  if audited then
    execute format('create trigger audited after insert or update or delete on %s for each row execute function app.audit(%s)', kept,
      (select string_agg(quote_literal(s), ', ') from unnest(secret) s));
  end if;
  execute format('drop trigger if exists announced on %s', kept);
  if announced and (columns @> '{uid}' or (select atttypid = 'uuid'::regtype from pg_attribute where attrelid = kept and attname = 'id')) then
    execute format('create trigger announced after insert or update or delete on %s for each row execute function app.announce()', kept);
  end if;
end $$;
revoke all on function app.keep(regclass, text[], boolean, boolean, boolean) from public, thidua_service;

select app.by_engine('app.audit()', 'app.announce()');
