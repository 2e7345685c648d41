-- Targets of groups, baselines per unit, proposals and counter-proposals.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;
