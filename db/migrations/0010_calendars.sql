-- Reporting calendars, obligations of every kind, changes of reporter, reminders.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

-- ---- obligations: of every kind, with the dates of the calendar as they were when they were made ----

alter table obligations
  drop constraint obligations_kind_check,
  drop constraint report_obligation_has_a_period,
  drop constraint obligation_is_one,
  add indicator_id uuid references indicators on delete cascade,   -- of a baseline
  add title text check (title is nfc normalized),                  -- of a duty
  add ordinal int not null default 0,                              -- of a duty, as printed
  add closes_on date,
  add grace_until date,
  add locks_on date,
  add fulfilled_on date,                           -- a duty, by the unit's own word; a baseline, when none is missing
  add fulfilled_note text check (fulfilled_note is nfc normalized),
  add fulfilled_by uuid references users,
  add document_id uuid references documents,
  add passed_on_to int references units,           -- who owes it instead, since the reporter changed
  add constraint obligation_kind_is_known check (kind in ('plan', 'report', 'review', 'baseline', 'duty')),
  add constraint report_obligation_has_a_period check ((kind in ('report', 'review')) = (period is not null)),
  add constraint baseline_obligation_has_an_indicator check ((kind = 'baseline') = (indicator_id is not null)),
  add constraint obligation_is_one unique nulls not distinct (campaign_id, unit_id, kind, period, indicator_id, ordinal);
update obligations o set closes_on = coalesce(p.ends_on, c.ends_on)
  from campaigns c, obligations x left join periods p on p.code = x.period
 where x.id = o.id and c.id = o.campaign_id and o.kind = 'report';

-- A reporter may change during the year, and come back. `area_id`: whose area its figure is of, where it stands elsewhere in
-- the tree, as the police of the province do for a city.
alter table reporters
  drop constraint reporters_pkey,
  add area_id int references units,
  add constraint reporter_begins_once unique nulls not distinct (indicator_id, unit_id, valid_from),
  add constraint reporter_ends_after_it_begins check (valid_to >= valid_from);
create index reporters_of_unit on reporters (unit_id);

create table reporter_changes (
  id uuid primary key default uuid_v7(),
  indicator_id uuid not null references indicators on delete cascade,
  campaign_id uuid not null references campaigns on delete cascade,
  unit_id int not null references units,           -- the issuer, who makes the change
  from_unit_id int not null references units,
  to_unit_id int not null references units check (to_unit_id <> from_unit_id),
  effective_on date not null,
  reason text not null check (reason is nfc normalized),
  document_id uuid references documents,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now()
);
create index reporter_changes_of_indicator on reporter_changes (indicator_id, effective_on);

-- ---- calendars: the national grid, and those that units keep for their area or for one level of who reports ----

create table calendars (
  id uuid primary key default uuid_v7(),
  code text not null,
  name text not null check (name is nfc normalized),
  regime text not null,
  level text,                                      -- of the units that report by it; null: all
  unit_id int references units,                    -- who keeps it; null: national
  valid_from date not null,
  valid_to date,                                   -- the first day it is not in force
  citation text not null check (citation is nfc normalized),
  document_id uuid references documents,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint calendar_code_taken unique (code),
  constraint calendar_ends_after_it_starts check (valid_to is null or valid_to > valid_from)
);

-- The shipped rows come back from db/rules, each in its calendar; no operation could add others so far.
delete from periods;
alter table periods
  drop constraint periods_pkey,
  drop constraint periods_kind_check,
  drop constraint period_is_due_after_it_closes,
  add id uuid primary key default uuid_v7(),
  add calendar_id uuid not null references calendars on delete cascade,
  add grace_working_days int,                      -- a report is on time until then; null: until it is due
  add lock_working_days int,                       -- the unit writes no more in it; null: never
  add review_working_days int,                     -- the issuer's own review is due; null: it owes none
  add document_id uuid references documents,
  add version int not null default 1,
  add created_by uuid,
  add created_at timestamptz not null default now(),
  add changed_by uuid,
  add changed_at timestamptz not null default now(),
  alter year drop not null,
  alter starts_on drop not null,
  alter ends_on drop not null,
  add constraint period_kind_is_known check (kind in ('month', 'quarter', 'months', 'half_year', 'year', 'years', 'full')),
  add constraint period_has_its_dates check ((kind = 'full') = (ends_on is null) and (starts_on is null) = (ends_on is null)),
  add constraint period_is_in_the_calendar_once unique (calendar_id, code),
  add constraint period_deadlines_follow_each_other check (due_working_days between 0 and 60 and coalesce(grace_working_days, due_working_days) between due_working_days and 120
    and coalesce(lock_working_days, 250) between coalesce(grace_working_days, due_working_days) and 250);
create index periods_by_code on periods (code);

-- A day may be off, or worked, in one area only.
alter table holidays
  drop constraint holidays_pkey,
  add id uuid primary key default uuid_v7(),
  add unit_id int references units,                -- the area it holds for; null: the nation
  add document_id uuid references documents,
  add version int not null default 1,
  add created_by uuid,
  add created_at timestamptz not null default now(),
  add changed_by uuid,
  add changed_at timestamptz not null default now(),
  add constraint holiday_is_known_already unique nulls not distinct (day, unit_id);

-- ---- reminders: what a unit was reminded of, by whom and when, and when its people saw it ----

create table reminders (
  id uuid primary key default uuid_v7(),
  campaign_id uuid not null references campaigns on delete cascade,
  unit_id int not null references units,           -- who is reminded
  issuer_id int not null references units,
  obligation_ids uuid[] not null,
  note text check (note is nfc normalized),
  sent_at timestamptz not null,                    -- people's time
  sent_by uuid references users,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now()
);
create index reminders_of_campaign on reminders (campaign_id, sent_at);
create index reminders_of_unit on reminders (unit_id, sent_at);
create index reminders_by_obligation on reminders using gin (obligation_ids);

create table reminder_persons (
  reminder_id uuid not null references reminders on delete cascade,
  user_id uuid not null references users,
  unit_id int not null references units,
  issuer_id int not null references units,
  seen_at timestamptz,
  primary key (reminder_id, user_id)
);

-- ---- calendars of people: addresses that calendar programs subscribe to; the hashes of their keys stand apart ----

create table calendar_feeds (
  id uuid primary key default uuid_v7(),
  user_id uuid not null references users on delete cascade,
  unit_id int not null references units,           -- the desk whose deadlines it shows
  name text not null check (name is nfc normalized and name <> ''),
  revoked_at timestamptz,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now()
);
create index calendar_feeds_of_user on calendar_feeds (user_id, unit_id);

create table calendar_feed_secrets (
  feed_id uuid primary key references calendar_feeds on delete cascade,
  secret_hash text not null unique,
  last_used_at timestamptz
);
