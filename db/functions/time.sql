-- Time: a half-open range of days as people read it, the first day and the first day on which it no longer holds.

create or replace function app.day_from(period daterange) returns date language sql immutable parallel safe as $$
  select nullif(lower(period), '-infinity')
$$;

create or replace function app.day_until(period daterange) returns date language sql immutable parallel safe as $$
  select nullif(upper(period), 'infinity')
$$;
