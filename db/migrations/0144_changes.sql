-- How far the forgotten changes reached within a batch: who is past them reads on, although his batch began below.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

alter table changes_floor add seq bigint not null default 0;
