-- Imports of values of many units and periods: who entered figures in another unit's name, and what a row speaks of.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

-- Persons of the issuing unit who entered figures in this unit's name: what they made they never verify or approve.
alter table submissions add entered_by uuid[] not null default '{}';

alter table imports
  add about_unit_id int references units,                    -- whose rows all of them are, where the request said so
  add on_exists text not null default 'update';              -- what a row does where something stands already
drop index import_exists;
create unique index import_exists on imports (unit_id, type, campaign_id, about_unit_id, period, sha256) nulls not distinct where result = 'done';

alter table import_rows add period text;                     -- of a value
alter table import_rows add subject text;                    -- what the row speaks of: twice in one file is a fault
create index import_rows_of_subject on import_rows (import_id, subject);

-- A row of values while it is judged.
create type value_row as (
  number int,                                                -- as a spreadsheet counts
  item jsonb,                                                -- what it says
  indicator_id uuid,
  code text,
  name text,
  unit_id int,
  period text,
  subject text,
  submission_id uuid,
  new jsonb,                                                 -- what it says of the cell
  cell jsonb,                                                -- the cell as it will be
  current jsonb,                                             -- and as it stands
  outcome text,
  faults jsonb
);

-- The report of a unit and a period as an import finds it, locked; `refused` is the fault of every row that speaks of it.
create type report_door as (unit_id int, period text, submission_id uuid, closes_on date, opened text[], refused jsonb);
