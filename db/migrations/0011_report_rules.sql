-- Rules between the figures of a report, and where reused figures come from.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;
