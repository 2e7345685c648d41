-- Councils: their members, sessions with an agenda of nominations, attendance, conflicts of interest, votings and what
-- was counted. A secret ballot stands sealed beside the mark of having voted, with nothing that pairs the two later.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

-- A council by its decision of establishment.
create table councils (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,
  name text not null,
  decision_number text,
  decided_on date,
  document_id uuid references documents,
  valid_from date not null,
  valid_to date,                                   -- the first day without it
  note text,
  invented boolean not null default false,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint council_ends_after_it_begins check (valid_to > valid_from),
  constraint council_name_is_normalised check (name is nfc normalized and note is nfc normalized)
);
create index councils_of_unit on councils (unit_id, id desc);

create table council_members (
  id uuid primary key default uuid_v7(),
  council_id uuid not null references councils on delete cascade,
  unit_id int not null references units,           -- as its council
  ordinal int not null,
  role text not null,
  user_id uuid references users,                   -- null: votes on paper only
  name text not null,
  "position" text,
  work_unit_id int references units,
  heads_work_unit boolean not null default false,
  standing boolean not null default false,
  alternate_for uuid references council_members,
  honouree_id uuid references honourees,           -- himself, where he can be honoured
  relatives uuid[] not null default '{}',          -- honourees he declared as his relatives
  valid_from date not null,
  valid_to date,                                   -- the first day without him
  invented boolean not null default false,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint council_member_ends_after_it_begins check (valid_to > valid_from),
  constraint alternate_stands_for_another check (alternate_for <> id),
  constraint council_member_name_is_normalised check (name is nfc normalized and "position" is nfc normalized)
);
create index council_members_of_council on council_members (council_id, ordinal);
create index council_members_by_user on council_members (user_id) where user_id is not null;

create table council_sessions (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,
  council_id uuid not null references councils,
  title text not null,
  kind text not null,
  body text not null,                              -- the full council, or its standing committee
  held_on date not null,
  place text,
  presided_by uuid references council_members,
  recorded_by uuid references council_members,
  proceedings text,                                -- what was said, for the minutes
  invented boolean not null default false,
  -- frozen when it was convened
  total_members int,
  quorum_needed int,
  present_at_opening int,
  present_at_close int,
  opened_at timestamptz,
  closed_at timestamptz,
  minutes_number text,
  minutes_signed_on date,
  minutes_signers jsonb,
  minutes_document_id uuid references documents,
  state text not null default 'planned',
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint council_session_is_normalised check (title is nfc normalized and place is nfc normalized and proceedings is nfc normalized)
);
create index council_sessions_of_unit on council_sessions (unit_id, id desc);
create index council_sessions_of_council on council_sessions (council_id, held_on);

-- The agenda. The rule of each case is frozen when the session is convened; a later change of the law changes nothing.
create table council_session_items (
  id uuid primary key default uuid_v7(),
  session_id uuid not null references council_sessions on delete cascade,
  unit_id int not null references units,           -- as its session
  ordinal int not null,
  nomination_id uuid not null references nominations,
  mode text not null,
  void boolean not null default false,             -- the session was adjourned
  percent int,
  more_than boolean,
  counted_of text,
  quorum_numerator int,
  quorum_denominator int,
  ballots_at_most int,
  recused text,
  rule_citation text,
  rule_confidence text,
  constraint nomination_stands_twice_on_the_agenda unique (session_id, nomination_id)
);
create unique index nomination_is_before_a_council on council_session_items (nomination_id) where not void;
create index council_session_items_in_order on council_session_items (session_id, ordinal);

create table council_attendance (
  session_id uuid not null references council_sessions on delete cascade,
  member_id uuid not null references council_members,
  unit_id int not null references units,
  status text not null,
  left_early boolean not null default false,
  letter_document_id uuid references documents,    -- signed, and without the vote
  note text check (note is nfc normalized),
  primary key (session_id, member_id)
);
create index council_attendance_of_member on council_attendance (member_id);

create table council_conflicts (
  id uuid primary key default uuid_v7(),
  session_id uuid not null references council_sessions on delete cascade,
  item_id uuid not null references council_session_items on delete cascade,
  member_id uuid not null references council_members,
  unit_id int not null references units,
  source text not null,                            -- found by the engine, or declared
  reason text not null,
  note text check (note is nfc normalized),
  declared_by uuid references users,
  created_at timestamptz not null default now(),
  constraint conflict_is_known_already unique (item_id, member_id, reason)
);
create index council_conflicts_of_session on council_conflicts (session_id);

-- One ballot on one case, and what it came to. Of a ballot cast nothing stands here.
create table council_votings (
  id uuid primary key default gen_random_uuid(),
  item_id uuid not null references council_session_items on delete cascade,
  session_id uuid not null references council_sessions on delete cascade,
  unit_id int not null references units,
  ballot int not null,                             -- the first, the second
  mode text not null,
  public_key text,                                 -- what ballots are sealed to, while an electronic secret one runs
  closed boolean not null default false,
  void boolean not null default false,
  total int,
  recused int,
  base int,
  needed int,
  issued int,
  returned int,
  valid int,
  invalid int,
  yes int,
  no int,
  passed boolean,
  ballot_hashes text[],                            -- sorted, so that they tell nothing of the order
  ballot_set_hash text,
  constraint voting_is_held_once unique (item_id, ballot)
);
create index council_votings_of_session on council_votings (session_id);

-- What each of two counters counted of papers or hands.
create table council_counts (
  voting_id uuid not null references council_votings on delete cascade,
  counter text not null check (counter is nfc normalized and counter <> ''),
  member_id uuid references council_members,
  unit_id int not null references units,
  issued int not null,
  returned int not null,
  valid int not null,
  invalid int not null,
  yes int not null,
  no int not null,
  primary key (voting_id, counter)
);

-- Who has voted. No time, no number, no key into what was voted.
create table council_ballot_marks (
  voting_id uuid not null references council_votings on delete cascade,
  member_id uuid not null references council_members,
  primary key (voting_id, member_id)
);

-- An open vote says whose it is.
create table council_open_ballots (
  voting_id uuid not null references council_votings on delete cascade,
  member_id uuid not null references council_members,
  choice text not null,
  primary key (voting_id, member_id)
);

-- A secret vote while voting runs: sealed, all of one length, gone when the voting closes.
create table council_sealed_ballots (
  voting_id uuid not null references council_votings on delete cascade,
  sealed bytea not null check (octet_length(sealed) = 112)
);
create index council_sealed_ballots_of_voting on council_sealed_ballots (voting_id);

-- The key that opens them, itself encrypted under the key file, gone with them.
create table council_ballot_keys (
  session_id uuid primary key references council_sessions on delete cascade,
  public_key text not null,
  key_id text not null,                            -- of the key file's key that encrypts the secret one
  encrypted_secret bytea not null
);

-- Secret votes after the voting was closed, in an order drawn by lot.
create table council_plain_ballots (
  voting_id uuid not null references council_votings on delete cascade,
  place int not null,
  choice text not null,
  primary key (voting_id, place)
);
