-- What official values were, for questions about what was known when; formulas.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;
