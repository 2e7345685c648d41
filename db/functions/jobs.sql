-- Jobs: queued by a request, taken by whichever instance is free, held by a lease, and ended by a move like any other thing.

-- ---- queueing ----

create or replace function app.queue_job(kind text, import uuid, claims jsonb, wishes jsonb, rows_total int) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  made uuid;
begin
  insert into jobs(unit_id, kind, import_id, claims, wishes, rows_total) values (claim_unit(), kind, import, claims, wishes, rows_total) returning id into made;
  return made;
end $$;

-- A job that nobody works at yet stands ready to be taken.
create or replace function app.make_job_ready() returns trigger language plpgsql security definer set search_path = app, pg_temp as $$
begin
  insert into job_runs(job_id, unit_id) values (new.id, new.unit_id);
  return null;
end $$;
drop trigger if exists d_make_job_ready on app.jobs;
create trigger d_make_job_ready after insert on app.jobs for each row execute function app.make_job_ready();

-- ---- working ----

-- How long an instance may be silent before another takes its job, and how often one that ends those who work at it is begun without
-- getting any further.
create or replace function app.job_terms(out lease interval, out attempts int) language sql immutable parallel safe as $$
  select interval '15 seconds', 5
$$;

-- The next job for whoever asks: one that waits, or whose holder is gone. No row when there is none.
create or replace function app.take_job(by text) returns table (job uuid, import uuid, claims jsonb, wishes jsonb, mode text, atomic text, type text, rows_done int, last_row int)
language plpgsql security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
declare
  taken job_runs;
  j jobs;
  noted record;
begin
  select r.* into taken from job_runs r where r.lease_until < clock_timestamp() order by r.job_id limit 1 for update skip locked;   -- real clock
  if taken.job_id is null then
    return;
  end if;
  select count(*)::int as rows, coalesce(max(x.number), 0) as last into noted from jobs o join import_rows x on x.import_id = o.import_id where o.id = taken.job_id;
  if taken.attempts >= (job_terms()).attempts and noted.rows <= taken.rows_noted then
    perform close_job_as(taken.job_id, 'failed', '{"code": "job_gave_up", "params": {}}');
    return;
  end if;
  update job_runs r
     set holder = by, lease_until = clock_timestamp() + (job_terms()).lease,   -- real clock: the machine's work
         rows_noted = noted.rows, attempts = case when noted.rows > r.rows_noted then 1 else r.attempts + 1 end
   where r.job_id = taken.job_id;
  select * into j from jobs where id = taken.job_id;
  if j.state = 'queued' then
    insert into moves(thing, thing_id, to_state) values ('job', j.id, 'running');
  end if;
  return query
    select j.id, i.id, j.claims, j.wishes, i.mode, i.atomic, i.type, noted.rows, noted.last from imports i where i.id = j.import_id;
end $$;

-- Each second: whether the job is still its holder's, who says how far it is.
create or replace function app.renew_job(job uuid, by text, done int) returns boolean language plpgsql security definer set search_path = app, pg_temp as $$
begin
  update job_runs r set lease_until = clock_timestamp() + (job_terms()).lease, rows_done = done where r.job_id = job and r.holder = by;   -- real clock
  return found;
end $$;

-- By a holder who stops, or waits for better times: another goes on at once, and it was no attempt.
create or replace function app.release_job(job uuid, by text) returns void language sql volatile security definer set search_path = app, pg_temp as $$
  update job_runs r set holder = null, lease_until = '-infinity', attempts = r.attempts - 1 where r.job_id = job and r.holder = by
$$;

-- Before a batch is kept: nobody else has the job, and it was not cancelled; neither can happen until this transaction ends.
create or replace function app.hold_job(job uuid, by text) returns void language plpgsql security definer set search_path = app, pg_temp as $$
begin
  perform from job_runs r where r.job_id = job and r.holder = by and r.unit_id = claim_unit() for key share;
  if not found then
    perform raise_problem(409, 'job_is_over');
  end if;
end $$;

-- What is done from here on may take longer than what a request asks.
create or replace function app.take_time() returns void language sql volatile as $$
  select set_config('statement_timeout', '60s', true), set_config('lock_timeout', '10s', true)
$$;

-- ---- ending ----

-- By whoever holds it.
create or replace function app.end_job(job uuid, by text, to_state text, why jsonb, done int) returns void language plpgsql security definer set search_path = app, pg_temp as $$
begin
  update job_runs r set rows_done = done where r.job_id = job and r.holder = by;
  if not found then
    perform raise_problem(409, 'job_is_over');
  end if;
  perform close_job_as(job, to_state, why);
end $$;

create or replace function app.close_job_as(job uuid, to_state text, why jsonb) returns void language plpgsql set search_path = app, pg_temp as $$
begin
  update jobs j set failure = why where j.id = job and why is not null;
  if to_state = 'failed' and (select state from jobs where id = job) = 'queued' then
    insert into moves(thing, thing_id, to_state) values ('job', job, 'running');
  end if;
  insert into moves(thing, thing_id, to_state) values ('job', job, to_state);
end $$;

-- The effect of every end: the file is gone, and an import that was not finished is counted as far as it came.
create or replace function app.close_job(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, pg_temp as $$
declare
  run job_runs;
begin
  delete from job_runs where job_id = wanted returning * into run;
  delete from job_parts where job_id = wanted;
  update jobs set rows_done = coalesce(run.rows_done, 0), ended_at = now() where id = wanted;   -- real clock: the machine's work
  perform count_import(j.import_id, 'stopped') from jobs j join imports i on i.id = j.import_id and i.result = 'running' where j.id = wanted;
end $$;

-- Kept for thirty days after its end.
create or replace function app.job_is_kept_until(ended timestamptz) returns timestamptz language sql immutable parallel safe as $$
  select ended + interval '30 days'
$$;

create or replace function app.forget_old_jobs() returns void language plpgsql security definer set search_path = app, pg_temp as $$
begin
  delete from jobs where job_is_kept_until(ended_at) < now();   -- real clock
end $$;

-- ---- showing ----

-- A job as replies show it (schema Job).
create or replace function app.job_shown(wanted uuid)
returns table (id uuid, kind text, state text, "progress.done" int, "progress.total" int, import uuid, failure json, "unit.id" uuid, "unit.code" text, "unit.name" text,
               "sent_by.id" uuid, "sent_by.name" text, created_at timestamptz, ended_at timestamptz, kept_until timestamptz, version int, allowed_actions text[], _unit_id int)
language sql volatile rows 1 set search_path = app, pg_temp as $$
  select j.id, j.kind, j.state, coalesce(j.rows_done, r.rows_done), j.rows_total, j.import_id, j.failure::json, unit_uid(j.unit_id), unit_code_on(j.unit_id), unit_name_on(j.unit_id),
         j.created_by, person_name(j.created_by), j.created_at, j.ended_at, job_is_kept_until(j.ended_at), j.version, allowed_actions('job', j.id), j.unit_id
    from jobs j left join job_runs r on r.job_id = j.id where j.id = wanted
$$;

select app.by_engine('app.make_job_ready()', 'app.take_job(text)', 'app.renew_job(uuid,text,int)', 'app.release_job(uuid,text)', 'app.hold_job(uuid,text)', 'app.end_job(uuid,text,text,jsonb,int)', 'app.close_job(uuid,uuid)', 'app.forget_old_jobs()');
revoke execute on function app.close_job(uuid, uuid), app.close_job_as(uuid, text, jsonb) from thidua_service;
grant execute on function app.close_job_as(uuid, text, jsonb) to thidua_engine;
