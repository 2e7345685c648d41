-- Imports of tables: each file that was read, and what became of each of its rows.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

create table imports (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,           -- whose caller sent it
  type text not null,
  campaign_id uuid not null references campaigns on delete cascade,
  period text,                                     -- of values
  mode text not null,
  atomic text not null,
  result text not null,
  format text not null,
  file_name text check (file_name is nfc normalized),
  size int not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  rows_read int not null,
  created int not null,
  updated int not null,
  unchanged int not null,
  rejected int not null,
  sheet_version text,                              -- of the workbook, and what stood after it: sending it again, corrected, is no surprise
  version_after text,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now()
);
create unique index import_exists on imports (unit_id, type, campaign_id, period, sha256) nulls not distinct where result = 'done';
create index imports_of_unit on imports (unit_id, id desc);
create index imports_of_campaign on imports (campaign_id, type);

create table import_rows (
  import_id uuid not null references imports on delete cascade,
  unit_id int not null references units,           -- that of the import
  number int not null,                             -- the row, as a spreadsheet counts
  outcome text not null,
  item jsonb not null,
  indicator_code text,
  indicator_name text,
  about_unit_id int references units,
  current jsonb,
  new jsonb,
  faults jsonb not null default '[]',
  primary key (import_id, number)
);
