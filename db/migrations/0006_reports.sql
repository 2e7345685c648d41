-- Reports of results: obligations frozen at launch, submissions with values and narratives, editions, and the official
-- value of an indicator for a unit and a period, written by the move that approves.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

create table periods (
  code text primary key,
  kind text not null,
  year int,
  starts_on date not null,
  ends_on date not null,
  due_on date not null,
  locked_on date,
  citation text,
  constraint period_ends_after_it_starts check (ends_on >= starts_on)
);

create table obligations (
  id uuid primary key default uuid_v7(),
  campaign_id uuid not null references campaigns on delete cascade,
  unit_id int not null references units,
  issuer_id int not null references units,
  kind text not null,
  period text,
  due_on date,
  excused_reason text,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint obligation_is_one unique nulls not distinct (campaign_id, unit_id, kind, period)
);
create index obligations_of_unit on obligations (unit_id, due_on);

create table submissions (
  id uuid primary key default uuid_v7(),
  campaign_id uuid not null references campaigns,
  unit_id int not null references units,
  issuer_id int not null references units,
  period text not null,
  state text not null default 'draft',
  edition int not null default 1,
  official_edition int,
  submitted_by uuid,
  submitted_at timestamptz,
  verified_by uuid,
  approved_by uuid,
  due_on date,
  invented boolean not null default false,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint submission_exists unique (campaign_id, unit_id, period)
);
create index submissions_of_unit on submissions (unit_id, id desc);
create index submissions_of_issuer on submissions (issuer_id, state);
create index submissions_newest on submissions (id desc);
create index submissions_changed on submissions (changed_at, id);

create table submission_values (
  submission_id uuid not null references submissions on delete cascade,
  indicator_id uuid not null references indicators,
  unit_id int not null references units,
  status text not null default 'reported',
  value numeric,
  numerator numeric,
  denominator numeric,
  text_value text,
  note text,
  evidence uuid[] not null default '{}',
  source text not null default 'typed',
  returned_reason text,
  primary key (submission_id, indicator_id),
  constraint value_denominator_is_not_zero check (denominator is null or denominator <> 0)
);
create index values_of_indicator on submission_values (indicator_id, unit_id);

create table submission_narratives (
  submission_id uuid not null references submissions on delete cascade,
  item_key text not null,
  unit_id int not null references units,
  text text,
  evidence uuid[] not null default '{}',
  returned_reason text,
  primary key (submission_id, item_key)
);

-- The numbered states of a report, kept whole: what was submitted, returned, approved.
create table submission_editions (
  submission_id uuid not null references submissions on delete cascade,
  edition int not null,
  unit_id int not null references units,
  content jsonb not null,
  submitted_by uuid,
  submitted_at timestamptz not null default now(),
  outcome text,
  reasons jsonb not null default '[]',
  primary key (submission_id, edition)
);

-- One row per indicator, period and unit: the only summary; sums are taken when read.
create table official_values (
  indicator_id uuid not null references indicators,
  period text not null,
  unit_id int not null references units,
  value numeric,
  numerator numeric,
  denominator numeric,
  text_value text,
  status text not null,
  submission_id uuid not null references submissions,
  edition int not null,
  source text not null,
  since timestamptz not null default now(),
  primary key (indicator_id, period, unit_id)
);

-- Figures found in documents, with provenance; contradictions are kept, one may be marked authoritative by a person.
create table observations (
  id uuid primary key default uuid_v7(),
  campaign_id uuid references campaigns,
  indicator_id uuid references indicators,
  unit_id int not null references units,
  name text not null,
  value numeric,
  numerator numeric,
  denominator numeric,
  printed text,
  unit_of_measure text,
  base text,
  as_of date not null,
  quote text,
  source_ref text,
  provenance jsonb not null default '{}',
  conflict_note text,
  authoritative boolean not null default false,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now()
);
create index observations_of_campaign on observations (campaign_id, as_of);
