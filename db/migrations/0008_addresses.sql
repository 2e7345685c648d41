-- Wrong passwords by the address they come from, beside those of each account: many names are no way round the pauses.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

create table address_attempts (
  address cidr primary key,                        -- of IPv6 the /64 that one client has
  failures int not null,
  since timestamptz not null);                     -- when its quarter of an hour began
create index address_attempts_by_age on address_attempts (since);
