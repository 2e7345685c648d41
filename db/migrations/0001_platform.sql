-- Platform: roles, schemas, and the tables that every area leans on: settings, catalogues, rules of change and their
-- records, audit, outbox, idempotency. Needs a superuser once, for BYPASSRLS of the backup role.

do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('thidua_owner',   'nologin'),                  -- owns everything, nobody signs in as it
      ('thidua_engine',  'nologin'),                  -- owns the few definer functions
      ('thidua_service', 'login noinherit'),          -- what the service connects as: owns nothing, bypasses nothing
      ('thidua_reader',  'nologin'),                  -- statistics views
      ('thidua_backup',  'login bypassrls')) as r(name, options)   -- dumps only
  loop
    if not exists (select from pg_roles where rolname = wanted.name) then
      execute format('create role %I %s', wanted.name, wanted.options);
    end if;
  end loop;
  grant thidua_engine to thidua_owner;                -- so that the owner may replace the engine's functions
  grant pg_read_all_stats to thidua_engine;           -- updated_until() looks at running transactions
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant thidua_owner, thidua_service to %I', current_user);
  end if;

  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to thidua_service, thidua_reader, thidua_backup', current_database());
  execute format('grant create on database %I to thidua_owner', current_database());
  execute format('alter database %I set search_path = app, extensions, pg_temp', current_database());
  execute format('alter database %I set timezone = %L', current_database(), 'UTC');
end $$;

revoke create on schema public from public;
create schema if not exists app authorization thidua_owner;
create schema if not exists extensions authorization thidua_owner;
grant usage on schema app, extensions to thidua_engine, thidua_service, thidua_reader, thidua_backup;
grant create on schema app to thidua_engine;

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

create extension if not exists unaccent   schema extensions;
create extension if not exists pg_trgm    schema extensions;
create extension if not exists btree_gist schema extensions;

alter default privileges for role thidua_owner revoke execute on functions from public;
alter default privileges for role thidua_owner in schema app grant execute on functions to thidua_service, thidua_engine;
alter default privileges for role thidua_owner in schema app grant select on tables to thidua_backup;
alter default privileges for role thidua_owner in schema app grant select on sequences to thidua_backup;

-- ---- the two functions that data may depend on; never replaced ----

-- RFC 9562, 5.7: 48 bits of milliseconds, version 7, the rest random.
create function uuid_v7() returns uuid language sql volatile parallel safe as $$
  select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
           placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
         52, 1), 53, 1), 'hex')::uuid
$$;

-- Text without marks and case: `mang den` for Măng Đen. Dictionary and collation are pinned, so that indexes stay true.
create function folded(text) returns text language sql immutable strict parallel safe as $$
  select replace(lower(extensions.unaccent('extensions.unaccent'::regdictionary, normalize($1, NFC)) collate "und-x-icu"), 'đ', 'd')
$$;

-- A fault of a body: where, which code, filled with what. `<thing>_faults(…)` returns a set of these.
create type fault as (pointer text, code text, params jsonb);

-- ---- settings and catalogues ----

create table settings (
  id uuid primary key default uuid_v7(),
  unit_id int not null,
  name text not null,
  value jsonb not null,
  version int not null default 1, created_by uuid, created_at timestamptz, changed_by uuid, changed_at timestamptz,
  constraint setting_named_once unique (unit_id, name));

-- Every enumeration with its labels; openapi.yaml `x-catalogues` is the source, deploy loads it.
create table catalogues (
  catalogue text, code text, ordinal int not null, vi text not null, en text not null,
  primary key (catalogue, code));

-- Counts changes of the unit structure; caches of sight are valid for one number.
create table structure_version (
  only_row boolean primary key default true check (only_row),
  version bigint not null, changed_at timestamptz not null default now());
insert into structure_version(version) values (1);

-- ---- rules of change and their records ----

-- What can be guarded and moved. `owner_of` names a function (uuid) → int where the table has no unit_id;
-- `heard_below`: readable by units below the owner once past draft and proposed; `tag` as in scopes of service tokens.
create table things (
  thing text primary key, table_name text not null unique, tag text not null, vi text not null, en text not null,
  owner_of text, heard_below boolean not null default false);

create table transitions (
  thing text references things on delete cascade, from_state text, to_state text, role text,
  desk text not null check (desk in ('own', 'issuer', 'between', 'granting', 'above')),
  another_person boolean not null default false,
  required_details text[] not null default '{}',   -- keys of `details`; 'note' and 'reasons' mean the move's own
  refuse_if text,                                  -- function (thing_id uuid, details jsonb) returns setof fault
  effect text,                                     -- function (thing_id uuid, move_id uuid) returns void
  primary key (thing, from_state, to_state, role, desk));

-- Who may patch, put or delete in which state; '*' is any state.
create table action_rules (
  thing text references things on delete cascade, action text, state text, role text,
  desk text not null check (desk in ('own', 'issuer', 'between', 'granting', 'above')),
  primary key (thing, action, state, role, desk));

create table moves (
  id uuid primary key default uuid_v7(),
  thing text not null, thing_id uuid not null,
  from_state text not null, to_state text not null,
  note text check (note is nfc normalized), reasons jsonb not null default '[]', details jsonb not null default '{}',
  unit_id int, issuer_id int,                      -- of the thing, when it was moved
  actor_id uuid, actor_kind text not null, actor_unit_id int, actor_role text,
  by_engine boolean not null default false,        -- the effect of another move
  thing_version int not null,
  moved_at timestamptz not null,                   -- people's clock
  recorded_at timestamptz not null default now());
create index moves_of_thing on moves (thing_id, recorded_at);
create index moves_by_unit on moves (unit_id, id desc);

-- ---- audit: insert-only rows, sealed by a chain beside them ----

create table audit_entries (
  seq bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null default clock_timestamp(),
  actor_id uuid, actor_kind text, actor_unit_id int, actor_roles text[], behalf_of uuid,
  action text not null,                            -- created, changed, deleted, refused, read …
  thing text, thing_id uuid, unit_id int,          -- what, and whose
  row_version int, changes jsonb not null default '{}',
  operation text, request_id text);
create index audit_entries_unsealed on audit_entries (xid, seq);
create index audit_entries_of_thing on audit_entries (thing_id, seq);
create index audit_entries_of_unit on audit_entries (unit_id, seq);
create index audit_entries_of_actor on audit_entries (actor_id, seq);

create table audit_roots (
  batch bigint generated always as identity primary key,
  sealed_at timestamptz not null default clock_timestamp(),
  entries int not null, last_position bigint not null, root bytea not null,
  last_xid xid8 not null, last_seq bigint not null,
  floor_seq bigint not null default 0);            -- raised when the database was restored and xids begin anew

create table audit_seals (
  position bigint primary key, seq bigint not null unique, hash bytea not null, batch bigint not null references audit_roots);

-- One row per refused act and minute; its first is an audit entry too.
create table refusals (
  id uuid primary key default uuid_v7(),
  minute timestamptz not null, actor_id uuid, actor_unit_id int, operation text not null, path text not null, code text not null,
  refused int not null default 1, last_at timestamptz not null default clock_timestamp(), request_id text);
create unique index refusals_once_a_minute on refusals
  (minute, coalesce(actor_id, '00000000-0000-0000-0000-000000000000'), operation, md5(path), code);

-- ---- outbox: what changed, read in the order (xid, seq) up to the oldest running transaction ----

create table outbox (
  seq bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null default clock_timestamp(),
  thing text not null, thing_id uuid not null,
  action text not null check (action in ('created', 'changed', 'moved', 'deleted')),
  unit_id int, issuer_id int, lead_unit_id int, state text, version int);
create index outbox_in_order on outbox (xid, seq);

create table idempotency_keys (
  caller uuid, key text, operation text not null, fingerprint text not null,
  status int not null, headers jsonb not null default '{}', body text,
  created_at timestamptz not null default now(),
  primary key (caller, key));
create index idempotency_keys_by_age on idempotency_keys (created_at);
