-- Work on reports, continued: what a move is warned of, who fills in what is owed, terms of work of an area.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

alter table transitions add warn_of text;                  -- function (thing_id uuid, details jsonb) returns setof fault
