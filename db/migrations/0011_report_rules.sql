-- Rules that judge a report beyond the single figure, figures excused one by one, and the library of codes under which
-- campaigns share figures.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

create table validation_rules (
  id uuid primary key default uuid_v7(),
  campaign_id uuid not null references campaigns on delete cascade,
  unit_id int not null references units,
  code text not null,
  "left" text not null,
  operator text not null check (operator in ('gt', 'gte', 'lt', 'lte', 'eq')),
  "right" text not null,                           -- of indicators too, or `previous`: the left side one period before
  severity text not null default 'error' check (severity in ('error', 'warning')),
  importance text not null default 'medium' check (importance in ('high', 'medium', 'low')),
  message jsonb not null,                          -- what is wrong when it is broken, in both languages
  invented boolean not null default false,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint validation_rule_code_taken unique (campaign_id, code)
);

-- One code for one figure, wherever it is asked for; the definition note is part of what it is.
create table library_indicators (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,
  code text not null,
  name text not null check (name is nfc normalized),
  field text not null,
  value_type text not null,
  unit_of_measure text,
  decimals int not null default 0,
  definition_note text check (definition_note is nfc normalized),
  citation text check (citation is nfc normalized),
  invented boolean not null default false,
  published boolean not null default true check (published), -- everybody signed in reads it
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint library_code_taken unique (code)
);
create index indicators_of_library on indicators (library_code) where library_code is not null;

alter table campaigns
  add outlier_profile jsonb not null default '{}';  -- from when on a figure is unusual; the usual thresholds without it

alter table indicators
  add when_falling text not null default 'warning' check (when_falling in ('warning', 'error'));  -- a running total below the one before

alter table obligations
  add excused_values jsonb not null default '{}';   -- code of an indicator → why this unit need not report it

alter table submission_values
  add updated_at timestamptz not null default now(); -- real clock: when the row was written
create index values_with_origin on submission_values (unit_id) where origin is not null;

-- What was excused is official without a report.
alter table official_values
  alter submission_id drop not null,
  alter edition drop not null;
