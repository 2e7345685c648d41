-- Campaigns (phong trào, đợt, kế hoạch thi đua), their indicators, and targets per unit.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

create table campaigns (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,
  code text not null,
  title text not null,
  theme text,
  method text not null default 'regular',
  kind text not null,
  level text,
  year int,
  starts_on date,
  ends_on date,
  issued_on date,
  document_number text,
  signer jsonb,
  legal_bases jsonb not null default '[]',
  parents jsonb not null default '[]',
  linked_movements jsonb not null default '[]',
  content_items jsonb not null default '[]',
  participants jsonb not null default '[]',
  award_forms jsonb not null default '[]',
  duties jsonb not null default '[]',
  recipients jsonb not null default '[]',
  commemorations jsonb not null default '[]',
  notes jsonb not null default '[]',
  report_route text not null default 'verify_approve',
  signed_report boolean not null default false,
  published boolean not null default false,
  publication_note text,                           -- the word with which it was published, or taken back
  status_profile jsonb not null default '{"on_track":100,"behind":90,"exceeded":110}',
  report_periods text[] not null default '{full}',
  plan_due_on date,
  invented text[] not null default '{}',
  source jsonb,
  state text not null default 'draft',
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint campaign_code_taken unique (unit_id, code),
  constraint campaign_ends_after_it_starts check (ends_on is null or starts_on is null or ends_on >= starts_on),
  constraint campaign_title_is_normalised check (title is nfc normalized),
  constraint campaign_publication_note_is_normalised check (publication_note is nfc normalized)
);
create index campaigns_by_code on campaigns (code);
create index campaigns_of_unit on campaigns (unit_id, state);
create index campaigns_by_title on campaigns using gin (folded(title) gin_trgm_ops);

-- The parent campaigns that are in the system, derived from `parents` for walks up and down.
create table campaign_parents (
  campaign_id uuid not null references campaigns on delete cascade,
  parent_id uuid not null references campaigns,
  primary key (campaign_id, parent_id),
  constraint campaign_is_not_its_own_parent check (campaign_id <> parent_id)
);
create index campaign_children on campaign_parents (parent_id);

create table indicators (
  id uuid primary key default uuid_v7(),
  campaign_id uuid not null references campaigns on delete cascade,
  unit_id int not null references units,
  code text not null,
  ordinal int not null,
  source_ref text,
  field text not null,
  name text not null,
  definition_note text,
  quote text,
  value_type text not null,
  unit_of_measure text,
  decimals int not null default 0,
  lowest numeric,
  highest numeric,
  printed text,
  comparator text not null,
  bound text,
  target_value numeric,
  numerator numeric,
  denominator numeric,
  change_basis text,
  baseline jsonb,
  parent_id uuid references indicators,
  component_rule text,
  named_items jsonb not null default '[]',
  population jsonb,
  due_date date,
  direction text not null default 'up',
  evaluate_as text not null default 'gte',
  accumulation text not null default 'level',
  rollup text not null default 'sum',
  lead_unit_id int references units,
  reporters jsonb not null default '[]',
  visibility text not null default 'public',
  library_code text,
  weight numeric not null default 1,
  invented text[] not null default '{}',
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint indicator_code_taken unique (campaign_id, code),
  constraint indicator_weight_is_positive check (weight > 0),
  constraint indicator_range_is_not_empty check (lowest <= highest),
  constraint denominator_is_not_zero check (denominator is null or denominator <> 0)
);
create index indicators_in_order on indicators (campaign_id, ordinal);
create index indicators_by_code on indicators (code);
create index indicators_of_lead on indicators (lead_unit_id) where lead_unit_id is not null;

-- Targets of an indicator per unit, with revisions: old ones stay in force for their dates.
create table targets (
  id uuid primary key default uuid_v7(),
  indicator_id uuid not null references indicators on delete cascade,
  campaign_id uuid not null references campaigns on delete cascade,
  unit_id int not null references units,
  issuer_id int not null references units,
  target_value numeric,
  numerator numeric,
  denominator numeric,
  printed text,
  valid_from date not null,
  valid_to date,
  reason text,
  document_id uuid references documents,
  state text not null default 'assigned',
  invented boolean not null default false,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint target_denominator_is_not_zero check (denominator is null or denominator <> 0),
  constraint target_ends_after_it_starts check (valid_to is null or valid_to > valid_from),
  constraint one_target_at_a_time exclude using gist
    (indicator_id with =, unit_id with =, daterange(valid_from, valid_to) with &&)
);
create index targets_of_campaign on targets (campaign_id, unit_id);
