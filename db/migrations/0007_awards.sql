-- Awards: what the law says as dated rows, people and collectives who can be honoured, proposals with their nominations,
-- decisions, and the ledger of what was awarded.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

-- Titles and forms, never mixed; the codes are ours.
create table award_types (
  code text primary key,
  class text not null check (class in ('title', 'form')),
  vi text not null,
  en text not null,
  honouree_kinds text[] not null,
  citation text not null,
  ordinal int not null,
  valid_from date not null,
  valid_to date,                                   -- the first day without it
  constraint award_type_ends_after_it_begins check (valid_to is null or valid_to > valid_from)
);

-- The law: a rule, for whom, for which days, with its article. The latest row in force on the day decides. Without an
-- award type it speaks of every one; without a unit kind of the people's committee of the level, or of all units.
create table award_rules (
  id uuid primary key default uuid_v7(),
  rule text not null,
  award_type text references award_types,
  granting_level text,                             -- country where the state itself decides
  unit_kind text,
  honouree_kind text,
  reason text,
  value jsonb not null,
  valid_from date not null,
  valid_to date,                                   -- the first day without it
  citation text not null,
  confidence text not null check (confidence in ('strong', 'weak')),
  source text,
  unit_id int references units,                    -- a rule of a province for itself; null: of the nation
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint award_rule_ends_after_it_begins check (valid_to is null or valid_to > valid_from),
  constraint award_rule_stands_already unique nulls not distinct
    (rule, award_type, granting_level, unit_kind, honouree_kind, reason, unit_id, valid_from)
);
create index award_rules_of_type on award_rules (award_type, rule);

create table honourees (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,
  kind text not null,
  name text not null check (name <> ''),           -- kept whole: "A Brôl" has no family name
  collective_unit_id int references units,         -- the unit that the collective is
  gender text,
  position text,
  worker_class text,
  invented boolean not null default false,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint honouree_name_is_normalised check (name is nfc normalized),
  constraint only_a_collective_is_a_unit check (collective_unit_id is null or kind = 'collective'),
  constraint only_a_person_has_a_gender check (kind = 'individual' or (gender is null and position is null and worker_class is null))
);
create index honourees_of_unit on honourees (unit_id, id desc);
create index honourees_by_name on honourees using gin (folded(name) gin_trgm_ops);

-- One tờ trình with many nominees, from a unit to the unit that judges it.
create table proposals (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,
  issuer_id int not null references units,         -- the receiving unit
  campaign_id uuid references campaigns,
  title text not null,
  reason text not null,
  number text,
  issued_on date,
  invented boolean not null default false,
  state text not null default 'draft',
  submitted_by uuid,
  submitted_at timestamptz,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint proposal_title_is_normalised check (title is nfc normalized)
);
create index proposals_of_unit on proposals (unit_id, id desc);
create index proposals_of_issuer on proposals (issuer_id, state);
create index proposals_of_campaign on proposals (campaign_id) where campaign_id is not null;

create table nominations (
  id uuid primary key default uuid_v7(),
  proposal_id uuid not null references proposals on delete cascade,
  unit_id int not null references units,           -- as its proposal
  issuer_id int not null references units,
  ordinal int not null,
  honouree_id uuid not null references honourees,
  award_type text not null references award_types,
  achievement text not null,
  achievement_from date,
  achievement_to date,
  citation_text text,                              -- what the decision shall say of it
  minutes_document_id uuid references documents,
  state text not null default 'draft',
  submitted_by uuid,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint nominated_twice unique (proposal_id, honouree_id, award_type),
  constraint achievement_ends_after_it_begins check (achievement_to >= achievement_from),
  constraint achievement_is_normalised check (achievement is nfc normalized and citation_text is nfc normalized)
);
create index nominations_of_unit on nominations (unit_id, id desc);
create index nominations_of_issuer on nominations (issuer_id, state);
create index nominations_of_honouree on nominations (honouree_id);

create table award_decisions (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,           -- the granting unit
  kind text not null default 'award',
  title text not null,
  number text,
  decided_on date,
  signer jsonb,
  document_id uuid references documents,
  file_sha256 text check (file_sha256 ~ '^[0-9a-f]{64}$'),
  published boolean not null default false,
  invented boolean not null default false,
  state text not null default 'drafted',
  submitted_by uuid,                               -- who drafted it
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint decision_title_is_normalised check (title is nfc normalized)
);
create unique index decision_number_taken on award_decisions (unit_id, number, decided_on) where state <> 'drafted';
create index award_decisions_of_unit on award_decisions (unit_id, id desc);

-- Which nominations a decision grants; each is in one decision only.
create table award_decision_nominations (
  nomination_id uuid constraint nomination_is_in_a_decision primary key references nominations,
  decision_id uuid not null references award_decisions on delete cascade,
  unit_id int not null references units,           -- as its decision
  ordinal int not null
);
create index nominations_of_decision on award_decision_nominations (decision_id, ordinal);

-- The ledger: written by the move that signs, with what the law said on that day.
create table awards (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,           -- whose honouree it is
  issuer_id int not null references units,         -- the granting unit
  decision_id uuid not null references award_decisions,
  nomination_id uuid not null references nominations,
  honouree_id uuid not null references honourees,
  honouree_name text not null,                     -- as decided
  honouree_kind text not null,
  award_type text not null references award_types,
  campaign_id uuid references campaigns,
  reason text not null,
  achievement text not null,
  citation_text text,
  decision_number text not null,
  decided_on date not null,
  register_year int not null,
  register_number int not null,                    -- số sổ vàng, running per granting unit and year
  authority_citation text not null,
  factor numeric,
  base_salary numeric,
  bonus numeric,
  bonus_citation text,
  published boolean not null default false,
  invented boolean not null default false,
  state text not null default 'active',
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint register_number_taken unique (issuer_id, register_year, register_number),
  constraint nomination_is_awarded_once unique (nomination_id)
);
create index awards_of_unit on awards (unit_id, decided_on desc, id desc);
create index awards_of_issuer on awards (issuer_id, decided_on desc);
create index awards_of_honouree on awards (honouree_id);
