-- Identity: people, what they are assigned to, and the secrets by which they and other systems are known. Secrets stand
-- in tables of their own, which only the engine's functions read, so that no audit row and no list can carry one.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

create table users (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,           -- whose administrators keep the account
  username text not null,
  display_name text not null,
  email text,
  phone text,
  external_identity jsonb,                         -- {"issuer", "subject"} of the outside tokens that mean this person
  state text not null default 'active' check (state in ('active', 'locked')),
  epoch int not null default 1,                    -- tokens made under a lower one are dead
  version int not null default 1, created_by uuid, created_at timestamptz, changed_by uuid, changed_at timestamptz,
  constraint username_taken unique (username),
  constraint username_is_plain check (username ~ '^[a-z0-9][a-z0-9._-]{1,98}[a-z0-9]$'),
  constraint display_name_is_normalised check (display_name is nfc normalized and display_name <> ''),
  constraint external_identity_is_whole check (external_identity is null
    or (external_identity ->> 'issuer' <> '' and external_identity ->> 'subject' <> '')));
create unique index external_identity_taken on users ((external_identity ->> 'issuer'), (external_identity ->> 'subject'));
create index users_of_unit on users (unit_id, username);

create table assignments (
  id uuid primary key default uuid_v7(),
  user_id uuid not null references users,
  unit_id int not null references units,
  role text not null check (role in ('reporter', 'reviewer', 'leader', 'council', 'oversight', 'admin')),
  valid_from date not null,
  valid_to date,                                   -- the first day without it; null: until somebody ends it
  position text,
  document text,                                   -- the deciding document
  version int not null default 1, created_by uuid, created_at timestamptz, changed_by uuid, changed_at timestamptz,
  constraint assignment_ends_after_it_begins check (valid_to >= valid_from),
  constraint assignment_overlaps exclude using gist
    (user_id with =, unit_id with =, role with =, daterange(valid_from, valid_to) with &&));
create index assignments_of_user on assignments (user_id, valid_from);
create index assignments_of_unit on assignments (unit_id, role);

-- ---- secrets ----

create table credentials (
  user_id uuid primary key references users on delete cascade,
  password_hash text,                              -- crypt(5); null: signs in elsewhere
  changed_at timestamptz not null default now());

-- Guesses at a name, whether somebody has it or not: the count must not tell.
create table password_attempts (
  username text primary key,
  failures int not null,
  allowed_at timestamptz not null,                 -- before it nothing is tried
  last_at timestamptz not null);
create index password_attempts_by_age on password_attempts (last_at);

-- Each refresh token is used once; its successors are its family. One used twice ends the family.
create table refresh_tokens (
  secret_hash text primary key,
  family uuid not null,
  user_id uuid not null references users on delete cascade,
  unit_id int not null references units,
  issued_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  ended_at timestamptz);
create index refresh_tokens_of_family on refresh_tokens (family);
create index refresh_tokens_of_user on refresh_tokens (user_id);
create index refresh_tokens_by_age on refresh_tokens (expires_at);

create table password_resets (
  id uuid primary key default uuid_v7(),
  user_id uuid not null references users on delete cascade,
  secret_hash text not null unique,
  created_by uuid, created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz);
create index password_resets_of_user on password_resets (user_id);

-- ---- tokens of other systems ----

create table service_tokens (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,
  name text not null check (name is nfc normalized and name <> ''),
  scopes text[] not null check (cardinality(scopes) between 1 and 50),
  roles text[] not null,                           -- what the giver was; the token may do no more
  address_ranges cidr[] not null default '{}',     -- none: from anywhere
  given_by uuid not null references users,
  expires_at timestamptz not null,
  revoked_at timestamptz, revoked_by uuid,
  version int not null default 1, created_by uuid, created_at timestamptz, changed_by uuid, changed_at timestamptz,
  constraint service_token_expires_after_it_begins check (expires_at > created_at));
create index service_tokens_of_unit on service_tokens (unit_id);

create table service_token_secrets (
  token_id uuid primary key references service_tokens on delete cascade,
  secret_hash text not null unique,
  last_used_at timestamptz);

-- Wrong passwords by the address they come from, beside those of each account: many names are no way round the pauses.
create table address_attempts (
  address cidr primary key,                        -- of IPv6 the /64 that one client has
  failures int not null,
  since timestamptz not null);                     -- when its quarter of an hour began
create index address_attempts_by_age on address_attempts (since);
