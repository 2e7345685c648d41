-- Jobs: what takes longer than a request may, in the database, so that any instance goes on with it.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

create table jobs (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,           -- whose caller asked for it
  kind text not null check (kind in ('import')),
  import_id uuid references imports on delete cascade,
  claims jsonb not null,                           -- with whose rights it runs; compared with the rows again whenever it does
  wishes jsonb not null,                           -- how the file is to be read
  rows_total int not null,
  rows_done int,                                   -- when it ended
  failure jsonb,                                   -- why it failed: a problem's code and parameters
  ended_at timestamptz,
  state text not null default 'queued',
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now()
);
create index jobs_of_unit on jobs (unit_id, id desc);
create unique index job_of_import on jobs (import_id);

-- Who works at a job that has not ended, and how far it is; its lease ends by itself when its holder does not renew it.
create table job_runs (
  job_id uuid primary key references jobs on delete cascade,
  unit_id int not null references units,
  holder text,
  lease_until timestamptz not null default '-infinity',
  attempts int not null default 0,
  rows_done int not null default 0
);

-- The file of a job, as documents rest; gone when the job ends.
create table job_parts (
  job_id uuid not null references jobs on delete cascade,
  part int not null,
  unit_id int not null references units,
  bytes bytea not null,
  primary key (job_id, part),
  constraint job_part_is_small check (octet_length(bytes) <= 262144)
);
alter table job_parts alter column bytes set storage external;
