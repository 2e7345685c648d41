-- Methods of scoring, frozen rankings, groups of units.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;
