-- Preliminary and final reviews (sơ kết, tổng kết): what a unit says of its campaign at a period, over frozen figures.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

create table reviews (
  id uuid primary key default uuid_v7(),
  campaign_id uuid not null references campaigns,
  unit_id int not null references units,           -- the campaign's issuer
  kind text not null,
  period text not null,                            -- whose figures it speaks of
  as_of date not null,                             -- the day it stands at
  title text not null,
  place text,
  recipients jsonb,                                -- null: those of the campaign
  texts jsonb not null default '{}',               -- what was written in place of the draft, by section
  snapshot int not null default 0,                 -- the frozen figures it speaks of
  number text,
  signed_on date,
  signer jsonb,
  document_id uuid references documents,
  invented boolean not null default false,
  state text not null default 'draft',
  submitted_by uuid,                               -- who proposed it
  submitted_at timestamptz,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint review_exists unique (campaign_id, kind, period),
  constraint review_title_is_normalised check (title is nfc normalized)
);
create index reviews_of_unit on reviews (unit_id, id desc);

-- Frozen figures, units' words and drafted sections: written once, never changed; a new freeze is a new row.
create table review_snapshots (
  review_id uuid not null references reviews on delete cascade,
  number int not null,
  unit_id int not null references units,
  frozen_at timestamptz not null,                  -- people's time
  frozen_by uuid,
  method text not null,                            -- which version of the rules made it
  input_hash text not null check (input_hash ~ '^[0-9a-f]{64}$'),
  coverage jsonb not null,
  figures jsonb not null,
  words jsonb not null,
  sections jsonb not null,                         -- [{"key","part","heading","text"}] in the order of the document
  primary key (review_id, number)
);
