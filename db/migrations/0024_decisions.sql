-- What becomes of an award: embargo and publication, correction, revocation, restoration; what is handed over, paid, issued
-- again and taken back; nominations on their way up; lists laid open with objections; what the public may ask.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

-- ---- decisions ----
alter table award_decisions add reference text,          -- what the document system matches by
  add embargo_until timestamptz,                         -- signed, and nobody below or outside knows before
  add published_at timestamptz;
update award_decisions set reference = upper('KT-' || right(id::text, 8)), published_at = case when published then changed_at end;
alter table award_decisions alter reference set not null;
create unique index decision_reference_taken on award_decisions (reference);

-- Which awards a decision corrects, revokes or restores.
create table award_decision_awards (
  decision_id uuid not null references award_decisions on delete cascade,
  award_id uuid not null references awards,
  unit_id int not null references units,           -- as its decision
  ordinal int not null,
  name text check (name <> '' and name is nfc normalized),   -- of a correction: as it should have read
  ground text,                                     -- of a revocation
  note text check (note is nfc normalized),        -- of a revocation: what was found; of a restoration: why
  primary key (decision_id, award_id)
);
create index award_decisions_on_award on award_decision_awards (award_id);

-- ---- the ledger ----
alter table awards alter decision_id drop not null,      -- null: decided elsewhere
  alter register_number drop not null,
  alter nomination_id drop not null,
  add year int,                                          -- which titles of one period are compared by
  add hidden boolean not null default false,             -- under embargo: for the granting unit and those above it only
  add published_at timestamptz,
  add check_code text,                                   -- printed on the certificate, asks the public page
  add corrected_name text check (corrected_name is nfc normalized),
  add correction_id uuid references award_decisions,     -- the last one
  add revocation_id uuid references award_decisions,
  add restoration_id uuid references award_decisions,
  add relies_on_revoked uuid references awards,
  add decider text,                                      -- who decided elsewhere
  add decision_document_id uuid references documents,
  add constraint award_decided_here_or_elsewhere check ((decision_id is null) = (decider is not null));
update awards set year = register_year, published_at = case when published then changed_at end;
alter table awards alter year set not null;
create unique index check_code_taken on awards (check_code);
create index awards_of_decision on awards (decision_id);
create index awards_published_by_number on awards (decided_on, decision_number) where published;
create index awards_published_by_name on awards (folded(coalesce(corrected_name, honouree_name))) where published;

create table award_presentations (
  id uuid primary key default uuid_v7(),
  award_id uuid not null constraint award_is_presented_already unique references awards,
  unit_id int not null references units,           -- as the award
  issuer_id int not null references units,
  presented_on date not null,
  place text not null check (place <> '' and place is nfc normalized),
  presented_by text not null check (presented_by <> '' and presented_by is nfc normalized),
  ceremony text check (ceremony is nfc normalized),
  recorded_by_unit_id int not null references units,
  version int not null default 1, created_by uuid, created_at timestamptz not null default now(), changed_by uuid, changed_at timestamptz not null default now()
);

create table award_payments (
  id uuid primary key default uuid_v7(),
  award_id uuid not null references awards,
  unit_id int not null references units,
  issuer_id int not null references units,
  paid_on date not null,
  amount numeric not null check (amount > 0),
  due numeric not null,                            -- what was due that day
  reason text check (reason is nfc normalized),    -- why another amount
  fund text check (fund is nfc normalized),
  number text,
  document_id uuid references documents,
  version int not null default 1, created_by uuid, created_at timestamptz not null default now(), changed_by uuid, changed_at timestamptz not null default now()
);
create index award_payments_of_award on award_payments (award_id);

-- A certificate exchanged because it is damaged, or issued again because it was lost.
create table award_copies (
  id uuid primary key default uuid_v7(),
  award_id uuid not null references awards,
  unit_id int not null references units,
  issuer_id int not null references units,
  kind text not null,
  asked_on date not null,
  due_on date,
  citation text,
  reason text check (reason is nfc normalized),
  request_document_id uuid references documents,
  number text,
  issued_on date,
  document_id uuid references documents,
  state text not null default 'asked',
  version int not null default 1, created_by uuid, created_at timestamptz not null default now(), changed_by uuid, changed_at timestamptz not null default now(),
  constraint copy_is_issued_after_it_is_asked check (issued_on >= asked_on)
);
create index award_copies_of_award on award_copies (award_id);
create unique index copy_is_under_way on award_copies (award_id) where state = 'asked';

-- What came back after a revocation, piece by piece.
create table award_recoveries (
  id uuid primary key default uuid_v7(),
  award_id uuid not null references awards,
  unit_id int not null references units,
  issuer_id int not null references units,
  what text not null check (what in ('artefact', 'bonus')),
  outcome text not null,
  recovered_on date not null,
  amount numeric check (amount > 0),
  note text check (note is nfc normalized),
  document_id uuid references documents,
  version int not null default 1, created_by uuid, created_at timestamptz not null default now(), changed_by uuid, changed_at timestamptz not null default now(),
  constraint recovery_names_its_amount check ((amount is not null) = (what = 'bonus' and outcome = 'recovered'))
);
create index award_recoveries_of_award on award_recoveries (award_id);

-- ---- nominations on their way up ----
create table forwardings (
  id uuid primary key default uuid_v7(),
  nomination_id uuid not null references nominations,
  unit_id int not null references units,           -- as the nomination
  issuer_id int not null references units,         -- who sends this step
  lead_unit_id int references units,               -- who gets it, where that is a unit here
  ordinal int not null,
  level text not null,
  body text not null check (body <> '' and body is nfc normalized),
  sent_on date not null,
  number text,
  document_id uuid references documents,
  received_on date,
  ended_on date,
  note text check (note is nfc normalized),
  decision_number text,
  decider text check (decider is nfc normalized),
  decision_document_id uuid references documents,
  state text not null default 'sent',
  version int not null default 1, created_by uuid, created_at timestamptz not null default now(), changed_by uuid, changed_at timestamptz not null default now(),
  constraint forwarded_in_order unique (nomination_id, ordinal),
  constraint forwarding_is_received_after_it_is_sent check (received_on >= sent_on)
);
create index forwardings_of_issuer on forwardings (issuer_id, state);
alter table awards add forwarding_id uuid references forwardings;

-- ---- lists laid open for opinions ----
create table publicity_lists (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,           -- whose council will meet
  round_id uuid references award_rounds,
  title text not null check (title <> '' and title is nfc normalized),
  note text check (note is nfc normalized),
  opens_on date,
  closes_on date,                                  -- the last day on which objections come in
  working_days int,
  citation text,
  published boolean not null default false,
  invented boolean not null default false,
  state text not null default 'draft',
  version int not null default 1, created_by uuid, created_at timestamptz not null default now(), changed_by uuid, changed_at timestamptz not null default now(),
  constraint publicity_closes_after_it_opens check (closes_on >= opens_on)
);
create index publicity_lists_of_unit on publicity_lists (unit_id, id desc);
create index publicity_lists_open on publicity_lists (closes_on) where state = 'published';

-- What is laid open, copied when the list is published: names, positions, units and awards, and nothing else.
create table publicity_items (
  list_id uuid not null references publicity_lists on delete cascade,
  nomination_id uuid not null references nominations on delete cascade,
  unit_id int not null references units,           -- as its list
  ordinal int not null,
  name text,
  kind text,
  "position" text,
  honouree_unit text,
  award_type text,
  primary key (list_id, nomination_id)
);
create index publicity_items_of_nomination on publicity_items (nomination_id);

create table publicity_objections (
  id uuid primary key default uuid_v7(),
  list_id uuid not null references publicity_lists,
  unit_id int not null references units,           -- as its list; answers it
  lead_unit_id int references units,               -- which unit objects; null: somebody of the public
  nomination_id uuid references nominations,       -- null: the list as a whole
  text text not null check (text <> '' and text is nfc normalized),
  document_id uuid references documents,
  received_at timestamptz not null,
  answer text check (answer is nfc normalized),
  outcome text,
  answered_at timestamptz,
  answer_document_id uuid references documents,
  state text not null default 'open',
  version int not null default 1, created_by uuid, created_at timestamptz not null default now(), changed_by uuid, changed_at timestamptz not null default now()
);
create index publicity_objections_of_list on publicity_objections (list_id);
create index publicity_objections_of_unit on publicity_objections (unit_id, state);

-- Who of the public objects, and how to reach him: for the desk that answers, and for nobody else.
create table publicity_objectors (
  objection_id uuid primary key references publicity_objections on delete cascade,
  unit_id int not null references units,
  name text not null check (name is nfc normalized),
  contact text not null check (contact is nfc normalized)
);

-- ---- what the public asks without a name: how often from where ----
create table public_requests (
  what text not null,
  address cidr not null,
  count int not null,
  since timestamptz not null,
  primary key (what, address)
);
create index public_requests_by_age on public_requests (since);
