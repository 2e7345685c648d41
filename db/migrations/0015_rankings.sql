-- Rankings: methods of scoring by campaign, and snapshots frozen with their inputs, so that every place can be explained
-- and computed again.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

create table ranking_methods (
  id uuid primary key default uuid_v7(),
  campaign_id uuid not null references campaigns on delete cascade,
  unit_id int not null references units,
  code text not null,
  name text not null check (name is nfc normalized),
  peers jsonb not null default '{}',
  criteria jsonb not null,
  tie_breakers jsonb not null default '[]',
  bonus_cap numeric,
  not_applicable text not null default 'rescale' check (not_applicable in ('rescale', 'zero', 'full')),
  decimals int not null default 2 check (decimals between 0 and 6),
  citation text check (citation is nfc normalized),
  invented boolean not null default false,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint ranking_method_code_taken unique (campaign_id, code)
);

create table rankings (
  id uuid primary key default uuid_v7(),
  campaign_id uuid not null references campaigns on delete cascade,
  unit_id int not null references units,
  method_id uuid references ranking_methods,
  method_version int,
  method jsonb not null,                           -- as it was when the ranking was frozen
  period text not null,
  ends_on date,
  note text check (note is nfc normalized),
  inputs jsonb not null,                           -- every figure the places follow from
  input_hash text not null,
  previous_id uuid references rankings,
  frozen_at timestamptz not null,
  invented boolean not null default false,
  state text not null default 'draft',
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now()
);
create index rankings_of_campaign on rankings (campaign_id, frozen_at desc);

create table ranking_places (
  ranking_id uuid not null references rankings on delete cascade,
  unit_id int not null references units,
  issuer_id int not null references units,
  place int not null,
  tied boolean not null,
  score numeric not null,
  main numeric not null,
  bonus numeric not null,
  penalty numeric not null,
  possible numeric not null,
  gate text,                                       -- the criterion without which nothing counts, where it was missed
  tie_break jsonb not null default '[]',
  criteria jsonb not null,
  missing int not null,
  previous_place int,
  previous_score numeric,
  primary key (ranking_id, unit_id)
);

-- Everybody signed in reads groups, as guard() asks every thing.
alter table unit_groups add published boolean not null generated always as (true) stored;
