-- The work on a report between units and people: what is said about it, what an approval saw, locked periods opened once
-- more, and who acts for whom.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

-- How many days things take that no calendar says; dated rows.
create table work_terms (
  code text not null,
  valid_from date not null,
  days int not null check (days between 1 and 366),
  citation text not null,
  primary key (code, valid_from)
);

alter table submission_editions add content_hash text;     -- SHA-256 of its content: what an approval names
alter table submissions add signed_hash text;              -- of the content that the signed document was attached to
alter table moves add behalf_of uuid;                      -- the person for whom it was done, by a delegation

create table comments (
  id uuid primary key default uuid_v7(),
  submission_id uuid not null references submissions on delete cascade,
  unit_id int not null references units,                   -- of the report
  issuer_id int not null references units,
  author_unit_id int not null references units,
  edition int not null,                                    -- in hand when it was written
  said_at timestamptz not null,                            -- on people's clock
  pointer text not null default '',                        -- the report, or /values/CODE, /narratives/KEY
  text text not null check (text is nfc normalized and text <> ''),
  answer_to uuid references comments on delete cascade,
  shown boolean not null,                                  -- false: not yet outside the unit, which wrote it while it drafted
  resolved_by uuid,
  resolved_at timestamptz,
  version int not null default 1, created_by uuid, created_at timestamptz, changed_by uuid, changed_at timestamptz,
  constraint comment_is_resolved_by_somebody check ((resolved_by is null) = (resolved_at is null))
);
create index comments_of_submission on comments (submission_id, said_at);
create index comments_answering on comments (answer_to);

create table unlock_requests (
  id uuid primary key default uuid_v7(),
  campaign_id uuid not null references campaigns on delete cascade,
  unit_id int not null references units,
  issuer_id int not null references units,
  period text not null,
  reason text not null check (reason is nfc normalized and reason <> ''),
  pointers text[] not null default '{}',                   -- what is to be opened; none: the whole report
  state text not null default 'requested',
  requested_at timestamptz not null,                       -- on people's clock
  granted_by uuid,
  granted_until date,                                      -- the last day
  used_at timestamptz,
  version int not null default 1, created_by uuid, created_at timestamptz, changed_by uuid, changed_at timestamptz
);
create index unlock_requests_of_report on unlock_requests (campaign_id, unit_id, period);
create index unlock_requests_of_issuer on unlock_requests (issuer_id, state);

create table delegations (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,
  giver_id uuid not null references users,
  holder_id uuid not null references users,
  verbs text[] not null check (cardinality(verbs) between 1 and 30),
  campaign_id uuid references campaigns on delete cascade, -- of this campaign only
  area_id int references units,                            -- of this unit and those below it only
  capacity text not null default 'KT',
  valid_from date not null,
  valid_to date not null,                                  -- the first day without it
  document text not null check (document is nfc normalized and document <> ''),
  revoked_at timestamptz,
  revoked_by uuid,
  version int not null default 1, created_by uuid, created_at timestamptz, changed_by uuid, changed_at timestamptz,
  constraint delegation_ends_after_it_begins check (valid_to > valid_from),
  constraint delegation_is_to_another check (holder_id <> giver_id)
);
create index delegations_of_unit on delegations (unit_id, valid_from);
create index delegations_of_holder on delegations (holder_id);

alter table refresh_tokens add delegation_id uuid references delegations on delete cascade;
