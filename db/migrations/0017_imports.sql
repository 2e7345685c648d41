-- Files of values and targets that were read, and what became of each row.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;
