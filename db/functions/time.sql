-- Time: a half-open range of days as people read it, from and until.

create or replace function app.day_from(period daterange) returns date language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select nullif(lower(period), '-infinity')
$$;

-- The first day on which it no longer holds; null while it is open.
create or replace function app.day_until(period daterange) returns date language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select nullif(upper(period), 'infinity')
$$;
