-- Problems: SQL speaks to the service by PTnnn, a code, and a detail of parameters and faults; its words are in x-problems.

create or replace function app.raise_problem(status int, code text, params jsonb default '{}', errors jsonb default '[]') returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using errcode = 'PT' || lpad(status::text, 3, '0'), message = code,
    detail = jsonb_build_object('params', coalesce(params, '{}'), 'errors', coalesce(errors, '[]'))::text;
end $$;

-- Passes on what a path or a filter named was found to be; 404 when it names nothing.
create or replace function app.found_or_404(reference text, found_id uuid) returns uuid language plpgsql stable set search_path = app, pg_temp as $$
begin
  if found_id is null and reference is not null then
    perform raise_problem(404, 'not_found');
  end if;
  return found_id;
end $$;

-- All faults at once, or nothing when there are none: raise_faults(array(select f from campaign_faults(:body) f)).
create or replace function app.raise_faults(faults app.fault[]) returns void language plpgsql set search_path = app, pg_temp as $$
begin
  if cardinality(faults) > 0 then
    perform app.raise_problem(422, 'validation_failed', '{}',
      (select jsonb_agg(jsonb_build_object('pointer', pointer, 'code', code, 'params', coalesce(params, '{}'))) from unnest(faults)));
  end if;
end $$;

-- The last statement of a trial: judges what is deferred, then undoes everything by a raise that the service knows.
create or replace function app.dry_run() returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  set constraints all immediate;
  raise exception using errcode = 'PT000', message = 'dry_run';
end $$;
