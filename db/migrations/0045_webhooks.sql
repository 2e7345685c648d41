-- Webhooks: who is told of changes at which address, how far each has got, and what is still to be delivered. A lane is the
-- queue of one thing at one webhook: whoever holds it sends its oldest event, so the next one waits for the one before.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

create table webhooks (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,
  owner_id uuid not null references users,         -- it tells what this administrator may read on that day
  name text not null check (name is nfc normalized and name <> ''),
  url text not null,
  types text[] not null default '{}',              -- things, or things with what happened to them; none: all
  area_id int references units,                    -- this unit and all below; null: whatever the owner may read
  state text not null default 'active' check (state in ('active', 'paused', 'disabled')),
  reason text, stopped_at timestamptz,             -- why and since when it is not active
  version int not null default 1, created_by uuid, created_at timestamptz, changed_by uuid, changed_at timestamptz,
  constraint webhook_stops_with_a_reason check ((state = 'active') = (reason is null) and (reason is null) = (stopped_at is null)));
create index webhooks_of_unit on webhooks (unit_id);

-- Signing secrets, encrypted by the service before they come here. The newest signs, older ones beside it while they are good.
create table webhook_secrets (
  id uuid primary key default uuid_v7(),
  webhook_id uuid not null references webhooks on delete cascade,
  key_id text not null, sealed text not null,
  good_until timestamptz);                         -- null: the newest
create unique index webhook_secrets_newest on webhook_secrets (webhook_id) where good_until is null;
create index webhook_secrets_of_webhook on webhook_secrets (webhook_id);

-- Everything before has been turned into deliveries: batches of the outbox as functions/changes.sql explains them.
create table webhook_positions (
  webhook_id uuid primary key references webhooks on delete cascade,
  low xid8 not null, high xid8, seq bigint not null default 0);

create table webhook_deliveries (
  id uuid primary key default uuid_v7(),
  webhook_id uuid not null references webhooks on delete cascade,
  event text not null,                             -- the same for a change whenever and to whomever it is told
  ordinal bigint not null,                         -- order among the events of a thing
  type text not null, subject text not null, thing_id uuid not null,
  at timestamptz not null, unit_id int, thing_state text, thing_version int,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'dead')),
  created_at timestamptz not null default now(),
  attempts int not null default 0,                 -- in vain, since it was put into its lane
  next_attempt_at timestamptz,                     -- null once it is over
  attempted_at timestamptz, status int, error text, milliseconds int,   -- the last attempt
  answer text,                                     -- the beginning of what was answered to it
  log jsonb not null default '[]',
  constraint webhook_delivery_is_made_once unique (webhook_id, event),
  constraint webhook_delivery_waits_for_a_time check ((state = 'waiting') = (next_attempt_at is not null)));
create index webhook_deliveries_waiting on webhook_deliveries (webhook_id, thing_id, ordinal) where state = 'waiting';
create index webhook_deliveries_by_age on webhook_deliveries (webhook_id, created_at, id);
create index webhook_deliveries_dead on webhook_deliveries (webhook_id, created_at, id) where state = 'dead';

create table webhook_lanes (
  webhook_id uuid references webhooks on delete cascade, thing_id uuid,
  due_at timestamptz not null,                     -- of the oldest event; while somebody holds the lane: until when
  lease uuid,                                      -- of who holds it
  primary key (webhook_id, thing_id));
create index webhook_lanes_due on webhook_lanes (webhook_id, due_at);
create index webhook_lanes_held on webhook_lanes (webhook_id) where lease is not null;

-- What goes into a lane.
create type webhook_event as (
  event text, ordinal bigint, type text, subject text, thing_id uuid, at timestamptz, unit_id int, thing_state text, thing_version int);

-- How long to wait after the nth failure; after the last one it is a dead letter.
create table webhook_retries (
  failure int primary key check (failure > 0),
  wait interval not null check (wait >= interval '0'));
insert into webhook_retries(failure, wait)
select ordinality, wait from unnest('{5 s,5 min,30 min,2 h,5 h,10 h,14 h,20 h,24 h}'::interval[]) with ordinality r(wait);

-- A replay begins at an instant; rows are written in nearly that order.
create index outbox_by_time on outbox using brin (at) with (pages_per_range = 16);
