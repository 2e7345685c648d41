-- Claims: what a request says about itself, as transaction-local settings of begin_request(). Policies ask these
-- functions, and every row that is written; they fail closed, since a setting that ended with its transaction is '' and not
-- unset. They pin no search_path: those in SQL so that PostgreSQL can write them into the query, 34 µs a call otherwise. Nor
-- do they match patterns, which took five times as long as all the rest.

create or replace function app.claim_unit() returns int language plpgsql stable parallel safe as $$
declare
  claimed text := coalesce(current_setting('app.unit', true), '');
begin
  if claimed = '' or claimed like '0%' or length(claimed) > 9 or ltrim(claimed, '0123456789') <> '' then
    raise insufficient_privilege using message = 'no unit in the claims';
  end if;
  return claimed::int;
end $$;

-- The person, or the service token where app.actor_kind is 'service'; null for nobody.
create or replace function app.claim_user() returns uuid language sql stable parallel safe as $$
  select nullif(current_setting('app.user', true), '')::uuid
$$;

-- The person for whom the caller acts; null: for himself.
create or replace function app.claim_behalf() returns uuid language sql stable parallel safe as $$
  select nullif(current_setting('app.behalf_of', true), '')::uuid
$$;

-- Both of them, as makers and checkers are compared.
create or replace function app.claim_persons() returns uuid[] language sql stable parallel safe as $$
  select array_remove(array[app.claim_user(), app.claim_behalf()], null)
$$;

create or replace function app.claim_roles() returns text[] language sql stable parallel safe as $$
  select coalesce(nullif(current_setting('app.roles', true), '')::text[], '{}')
$$;

create or replace function app.has_role(wanted text) returns boolean language sql stable parallel safe as $$
  select wanted = any (app.claim_roles())
$$;

create or replace function app.claim_scopes() returns text[] language sql stable parallel safe as $$
  select coalesce(nullif(current_setting('app.scopes', true), '')::text[], '{}')
$$;

-- What a service token is narrowed to: one campaign, one area. Null for a whole one, and for people.
create or replace function app.token_campaign() returns uuid language sql stable parallel safe as $$
  select nullif(current_setting('app.token_campaign', true), '')::uuid
$$;

create or replace function app.token_area() returns int language sql stable parallel safe as $$
  select nullif(current_setting('app.token_area', true), '')::int
$$;

-- True for who is not narrowed, else null: asked as `is not null`, so that the planner expects a yes.
create or replace function app.is_whole() returns boolean language sql stable parallel safe as $$
  select case when coalesce(current_setting('app.token_campaign', true), '') = '' and coalesce(current_setting('app.token_area', true), '') = '' then true end
$$;

create or replace function app.claim_language() returns text language sql stable parallel safe as $$
  select case when current_setting('app.language', true) = 'en' then 'en' else 'vi' end
$$;

-- People's clock; the service sets app.business_offset (seconds) when it connects, demo and tests only.
create or replace function app.business_now() returns timestamptz language sql stable parallel safe as $$
  select transaction_timestamp() + make_interval(secs => coalesce(nullif(current_setting('app.business_offset', true), ''), '0')::double precision)
$$;

create or replace function app.today() returns date language sql stable parallel safe as $$
  select (app.business_now() at time zone 'Asia/Ho_Chi_Minh')::date
$$;

-- The root unit of this database, not a claimed level: a forged level opens nothing.
create or replace function app.reaches_everything() returns boolean language plpgsql stable parallel safe set search_path = app, pg_temp as $$
begin
  return app.token_area() is null and (select exists (select from app.unit_root where unit_id = app.claim_unit() and valid_from <= app.today() and valid_to > app.today()));
end $$;

-- The engine's functions: owned by it, closed to the public. Written `security definer set search_path = …` where they stand.
create or replace function app.by_engine(variadic functions regprocedure[]) returns void language plpgsql set search_path = app, pg_temp as $$
declare
  one regprocedure;
begin
  foreach one in array functions loop
    execute format('alter function %s owner to thidua_engine', one);
    execute format('revoke all on function %s from public', one);
    execute format('grant execute on function %s to thidua_service, thidua_owner', one);
  end loop;
end $$;
revoke all on function app.by_engine(regprocedure[]) from public, thidua_service;
