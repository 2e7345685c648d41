-- Comments, unlock requests, delegations.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;
