-- Preliminary and final reviews (sơ kết, tổng kết).

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;
