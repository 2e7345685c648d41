-- A service token may be narrowed to one campaign and to one area of its giver's.
set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

alter table service_tokens
  add column campaign_id uuid references campaigns on delete cascade,
  add column area_id int references units;
