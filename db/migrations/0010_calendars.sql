-- Reporting calendars, obligations of every kind, changes of reporter, reminders.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

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
