-- What people foresee, beside what is computed.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;
