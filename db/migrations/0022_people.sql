-- People who are honoured: what statistics ask of them, their citizen identifiers (sealed by the service), changes of unit,
-- yearly ratings, and initiatives, each used once by each of its authors.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

alter table honourees
  add column birth_year int check (birth_year between 1850 and 2200),
  add column birth_date date,
  add column members int check (members between 0 and 10000000),        -- of a collective
  add column women int check (women >= 0),
  add column small_collective boolean,
  add column enterprise boolean,
  add constraint only_a_person_was_born check (kind = 'individual' or (birth_year is null and birth_date is null)),
  add constraint only_a_collective_has_members
    check (kind = 'collective' or (members is null and women is null and small_collective is null and enterprise is null)),
  add constraint women_are_members check (women <= members),
  add constraint birth_year_is_that_of_the_date check (birth_date is null or birth_year = extract(year from birth_date)),
  add constraint position_is_normalised check (position is nfc normalized);

-- The identifier in clear is known to nobody here: `sealed` opens with a key file of the service only, `hash` is keyed too
-- and serves equality. What the digits say of birth and gender is kept to be compared with what is entered.
create table honouree_identities (
  id uuid primary key default uuid_v7(),
  honouree_id uuid not null unique references honourees on delete cascade,
  unit_id int not null references units,           -- as its honouree
  scheme text not null check (scheme in ('citizen_identifier', 'identity_card')),
  sealed bytea not null,
  key_id text not null,
  hash bytea not null,
  masked text not null check (masked ~ '^[0-9]{3}[*]+[0-9]{2}$'),
  says_birth_year int,
  says_gender text,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now()
);
create index honouree_identities_by_hash on honouree_identities (hash);
create index honouree_identities_by_key on honouree_identities (key_id);

-- How often somebody looked identifiers up in an hour.
create table identity_lookups (
  caller uuid,
  hour timestamptz,
  asked int not null,
  primary key (caller, hour)
);

-- A person or collective that went from one unit to another; the record stays with them.
create table honouree_transfers (
  id uuid primary key default uuid_v7(),
  honouree_id uuid not null references honourees on delete cascade,
  unit_id int not null references units,           -- the unit left
  to_unit_id int not null references units,
  transferred_on date not null,
  position text check (position is nfc normalized),     -- held until then
  new_position text check (new_position is nfc normalized),
  note text check (note is nfc normalized),
  document_id uuid references documents,
  invented boolean not null default false,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint transfer_leads_elsewhere check (unit_id <> to_unit_id),
  constraint transferred_once_a_day unique (honouree_id, transferred_on)
);
create index honouree_transfers_from on honouree_transfers (unit_id, honouree_id);

-- How the work of a year was rated at its end.
create table honouree_ratings (
  id uuid primary key default uuid_v7(),
  honouree_id uuid not null references honourees on delete cascade,
  unit_id int not null references units,           -- where they were when it was entered
  year int not null check (year between 1945 and 2200),
  rating text not null,
  decision_number text check (decision_number is nfc normalized),
  decided_on date,
  note text check (note is nfc normalized),
  document_id uuid references documents,
  invented boolean not null default false,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint rated_once_a_year unique (honouree_id, year)
);
create index honouree_ratings_of_unit on honouree_ratings (unit_id, year);

create table initiatives (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,
  honouree_id uuid not null references honourees,  -- the first author
  title text not null check (title is nfc normalized),
  kind text not null default 'initiative',
  scope text,                                      -- as recognised; null before
  summary text check (summary is nfc normalized),
  applied_from date,
  decision_number text check (decision_number is nfc normalized),
  recognised_on date,
  recognised_by text check (recognised_by is nfc normalized),
  document_id uuid references documents,
  invented boolean not null default false,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint recognition_is_told_whole check ((scope is null) = (recognised_on is null) and (scope is null) = (decision_number is null))
);
create index initiatives_of_unit on initiatives (unit_id, id desc);

create table initiative_authors (
  initiative_id uuid references initiatives on delete cascade,
  honouree_id uuid references honourees,
  unit_id int not null references units,           -- as the initiative
  ordinal int not null,
  share numeric check (share > 0 and share <= 100),     -- per cent
  primary key (initiative_id, honouree_id)
);
create index initiative_authors_by_honouree on initiative_authors (honouree_id);

-- Which nomination of an author rests on an initiative: once for each author.
create table initiative_uses (
  initiative_id uuid references initiatives,
  honouree_id uuid references honourees,
  nomination_id uuid not null references nominations on delete cascade,
  unit_id int not null references units,           -- as the nomination
  constraint initiative_is_used_once primary key (initiative_id, honouree_id)
);
create index initiative_uses_of_nomination on initiative_uses (nomination_id);

-- Values of statements are not for the log of the server: names, reasons, grounds of awards. It is a superuser's to say.
do $$
begin
  if (select rolsuper from pg_roles where rolname = session_user) then
    set local role none;
    alter role thidua_service set log_parameter_max_length = 0;
    alter role thidua_service set log_parameter_max_length_on_error = 0;
  end if;
end $$;
