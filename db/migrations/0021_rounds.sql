-- Rounds of commendation with quotas and registrations; holds; endorsements, consultations and what a judge overrides;
-- what a proposal and a nomination keep of them.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

-- A round gathers proposals to one judging unit: the year's merit round, those of a campaign, the standing ad hoc one.
create table award_rounds (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,           -- who judges; its standing body keeps the round
  campaign_id uuid references campaigns,
  reason text not null,
  year int,
  standing boolean not null default false,         -- open without a window
  title text not null check (title <> ''),
  achievement_from date,                           -- every nominee's achievement lies within these days
  achievement_to date,
  award_types text[] not null default '{}',        -- empty: whatever the unit may grant or send up
  registration_opens_on date,
  registration_closes_on date,
  opens_on date,
  closes_on date,                                  -- the last day on which proposals come in
  window_citation text,                            -- where the law set the last day
  note text,
  document_id uuid references documents,           -- the guidance that opened it
  invented boolean not null default false,
  state text not null default 'planned',
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint round_title_is_normalised check (title is nfc normalized),
  constraint round_closes_after_it_opens check (closes_on >= opens_on),
  constraint registration_closes_after_it_opens check (registration_closes_on >= registration_opens_on),
  constraint achievement_ends_after_it_begins check (achievement_to >= achievement_from),
  constraint standing_round_has_no_window check (not standing or (opens_on is null and closes_on is null and year is null)),
  constraint merit_round_has_a_year check (reason <> 'merit' or year is not null),
  constraint movement_round_has_a_campaign check (reason <> 'movement' or campaign_id is not null)
);
create unique index standing_round_exists on award_rounds (unit_id, reason) where standing;
create index award_rounds_of_unit on award_rounds (unit_id, id desc);
create index award_rounds_of_campaign on award_rounds (campaign_id) where campaign_id is not null;

-- How many a round takes. Each row is also the lock under which the count is kept.
create table award_round_quotas (
  id uuid primary key default uuid_v7(),
  round_id uuid not null references award_rounds on delete cascade,
  unit_id int not null references units,           -- as its round
  scope text not null check (scope in ('each_unit', 'unit', 'round')),
  for_unit_id int references units,                -- scope unit: in place of what each unit has
  award_type text references award_types,          -- null: all of them together
  honouree_kind text,                              -- null: all of them together
  at_most int check (at_most >= 0),
  percent numeric check (percent > 0 and percent <= 100),   -- of the unit's members of that kind
  citation text,
  constraint quota_is_a_number_or_a_share check ((at_most is null) <> (percent is null)),
  constraint quota_names_its_unit check ((scope = 'unit') = (for_unit_id is not null)),
  constraint quota_stands_already unique nulls not distinct (round_id, scope, for_unit_id, award_type, honouree_kind)
);

-- How many collectives, persons or households a unit has, for quotas that are a share of them.
create table award_round_members (
  round_id uuid not null references award_rounds on delete cascade,
  unit_id int not null references units,           -- as its round
  for_unit_id int not null references units,
  honouree_kind text not null,
  members int not null check (members >= 0),
  source text,
  primary key (round_id, for_unit_id, honouree_kind)
);

-- Who was registered for what at the start.
create table award_registrations (
  id uuid primary key default uuid_v7(),
  round_id uuid not null references award_rounds,
  unit_id int not null references units,           -- who registers
  issuer_id int not null references units,         -- the round's unit
  honouree_id uuid not null references honourees,
  award_type text not null references award_types,
  registered_on date not null,
  note text,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint registered_twice unique (round_id, honouree_id, award_type)
);
create index award_registrations_of_unit on award_registrations (unit_id, id desc);
create index award_registrations_of_honouree on award_registrations (honouree_id);

-- ---- holds: what suspends an honouree's nominations ----
create table holds (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,           -- whose standing body keeps it
  honouree_id uuid not null references honourees,
  kind text not null check (kind in ('discipline', 'investigation', 'inspection', 'complaint', 'press')),
  source text not null check (source <> ''),       -- who said so, by what
  note text,
  document_id uuid references documents,
  starts_on date not null,
  ends_on date,                                    -- the last day of a term of discipline; achievement counts from the next
  released_on date,                                -- the first day without it
  invented boolean not null default false,
  state text not null default 'open',
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint hold_ends_after_it_starts check (ends_on >= starts_on),
  constraint hold_is_released_after_it_starts check (released_on >= starts_on)
);
create index holds_of_honouree on holds (honouree_id, starts_on);
create index holds_of_unit on holds (unit_id, id desc);

-- ---- proposals and nominations ----
alter table proposals add round_id uuid references award_rounds;
create index proposals_of_round on proposals (round_id) where round_id is not null;

alter table nominations add exception_note text check (exception_note is nfc normalized);   -- why to judge it although the achievement was honoured
create index nominations_of_proposal on nominations (proposal_id, ordinal);

-- Opinions that the route asks for before the vote: the head of the unit, the Party's committee; recorded with their paper.
create table endorsements (
  id uuid primary key default uuid_v7(),
  nomination_id uuid not null references nominations on delete cascade,
  unit_id int not null references units,           -- as its nomination
  issuer_id int not null references units,
  kind text not null check (kind in ('unit_head', 'party_opinion', 'organisation')),
  body text not null check (body <> ''),           -- who gave it
  opinion text not null check (opinion in ('agree', 'disagree', 'no_opinion')),
  given_on date not null,
  number text,
  note text,
  document_id uuid references documents,
  recorded_by_unit_id int not null references units,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint endorsed_twice unique (nomination_id, kind, body)
);

-- Another body is asked for its opinion; it sees what it is asked and nothing else of the dossier.
create table consultations (
  id uuid primary key default uuid_v7(),
  nomination_id uuid not null references nominations on delete cascade,
  unit_id int not null references units,           -- who asks: the judging unit
  lead_unit_id int not null references units,      -- who is asked
  question text not null check (question <> ''),
  due_on date,
  asked_on date not null,
  opinion text check (opinion in ('agree', 'disagree', 'no_opinion')),
  reply text,
  reply_document_id uuid references documents,
  replied_by uuid,
  replied_at timestamptz,
  state text not null default 'asked',
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint consulted_twice unique (nomination_id, lead_unit_id)
);
create index consultations_of_unit on consultations (unit_id, id desc);
create index consultations_of_asked on consultations (lead_unit_id, state);

-- A rule that the judging reviewer set aside for one nomination, and why.
create table nomination_overrides (
  id uuid primary key default uuid_v7(),
  nomination_id uuid not null references nominations on delete cascade,
  unit_id int not null references units,           -- as its nomination
  issuer_id int not null references units,         -- who judges
  rule text not null,
  reason text not null check (reason <> ''),
  document_id uuid references documents,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint overridden_already unique (nomination_id, rule)
);

-- ---- whose desk may be: also the desk of who leads, as the body that is asked ----
alter table transitions drop constraint transitions_desk_check,
  add constraint transitions_desk_check check (desk in ('own', 'issuer', 'between', 'granting', 'above', 'lead'));
alter table action_rules drop constraint action_rules_desk_check,
  add constraint action_rules_desk_check check (desk in ('own', 'issuer', 'between', 'granting', 'above', 'lead'));
