-- One person, collective or household entered by two units: the one points to the other, who has what was theirs.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

alter table honourees
  add column merged_into uuid references honourees,          -- always who stayed, never one that points on
  add constraint merged_into_another check (merged_into <> id);
create index honourees_merged on honourees (merged_into) where merged_into is not null;
create index honourees_alike on honourees (unit_id, folded(name)) where merged_into is null;

create table honouree_merges (
  id uuid primary key default uuid_v7(),
  honouree_id uuid not null unique references honourees,     -- who points elsewhere from then on
  unit_id int not null references units,                     -- as that one
  into_id uuid not null references honourees,                -- who stayed
  into_unit_id int not null references units,
  merged_on date not null,
  note text not null check (note is nfc normalized),
  document_id uuid references documents,
  followed jsonb not null,                                   -- ids of what went along, by table
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now()
);
create index honouree_merges_into on honouree_merges (into_id);
