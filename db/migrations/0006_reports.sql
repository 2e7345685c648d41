-- Reports of results: obligations frozen at launch, submissions with values and narratives, editions, and the official
-- value of an indicator for a unit and a period, written by the move that approves.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

-- What a period code covers and how many working days after its close a report is due; dated rows of rules.
create table periods (
  code text primary key,
  kind text not null check (kind in ('month', 'quarter', 'months', 'half_year', 'year', 'years')),
  year int not null,
  starts_on date not null,
  ends_on date not null,
  due_working_days int not null default 2,
  citation text not null,
  constraint period_ends_after_it_starts check (ends_on >= starts_on),
  constraint period_is_due_after_it_closes check (due_working_days between 0 and 60)
);

-- Days on which offices differ from the week: closed (works false), or a Saturday worked in exchange (works true).
create table holidays (
  day date primary key,
  name text not null,
  works boolean not null default false,
  citation text not null
);

-- Who owes an indicator, frozen when the campaign was launched: the cells of every report, the m of every coverage.
create table reporters (
  indicator_id uuid not null references indicators on delete cascade,
  unit_id int not null references units,
  campaign_id uuid not null references campaigns on delete cascade,
  issuer_id int not null references units,
  valid_from date,
  valid_to date,
  primary key (indicator_id, unit_id)
);
create index reporters_of_campaign on reporters (campaign_id, unit_id);

create table obligations (
  id uuid primary key default uuid_v7(),
  campaign_id uuid not null references campaigns on delete cascade,
  unit_id int not null references units,
  issuer_id int not null references units,
  kind text not null check (kind in ('plan', 'report')),
  period text,
  due_on date,
  excused_reason text,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint report_obligation_has_a_period check ((kind = 'report') = (period is not null)),
  constraint obligation_is_one unique nulls not distinct (campaign_id, unit_id, kind, period)
);
create index obligations_of_unit on obligations (unit_id, due_on);
create index obligations_of_issuer on obligations (issuer_id, due_on);

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
create index submissions_of_campaign on submissions (campaign_id, changed_at, id);
create index submissions_changed on submissions (changed_at, id);

create table submission_values (
  submission_id uuid not null references submissions on delete cascade,
  indicator_id uuid not null references indicators,
  unit_id int not null references units,
  status text not null default 'reported',
  value numeric,
  numerator numeric,
  denominator numeric,
  text_value text check (text_value is nfc normalized),
  note text check (note is nfc normalized),
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
  text text check (text is nfc normalized),
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
  submitted_at timestamptz not null,
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
  since timestamptz not null,
  primary key (indicator_id, period, unit_id)
);
create index official_values_of_submission on official_values (submission_id);

-- Figures found in documents, with provenance; contradictions are kept, one may be marked authoritative by a person.
create table observations (
  id uuid primary key default uuid_v7(),
  campaign_id uuid references campaigns,
  indicator_id uuid references indicators,
  unit_id int not null references units,
  name text not null check (name is nfc normalized),
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
  authority_note text,
  authoritative boolean not null default false,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now()
);
create index observations_of_campaign on observations (campaign_id, as_of);
create unique index one_authoritative_observation on observations (indicator_id, unit_id, as_of) where authoritative and indicator_id is not null;
