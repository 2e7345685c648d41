-- How far a job had come when its last attempt began: only attempts that got no further are counted against it.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

alter table job_runs add column rows_noted int not null default 0;
