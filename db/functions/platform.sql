-- Platform: catalogues, what is safe to ask again, idempotency.

create or replace function app.load_catalogues(shipped jsonb) returns void language plpgsql set search_path = app, pg_temp as $$
begin
  delete from catalogues c where not exists (
    select from jsonb_array_elements(coalesce(shipped -> c.catalogue, '[]')) i where i ->> 'code' = c.code);
  insert into catalogues(catalogue, code, ordinal, vi, en)
  select name, item ->> 'code', ordinal, item ->> 'vi', item ->> 'en'
    from jsonb_each(shipped) each(name, items) cross join jsonb_array_elements(items) with ordinality i(item, ordinal)
  on conflict (catalogue, code) do update set ordinal = excluded.ordinal, vi = excluded.vi, en = excluded.en
   where (catalogues.ordinal, catalogues.vi, catalogues.en) is distinct from (excluded.ordinal, excluded.vi, excluded.en);
end $$;
revoke execute on function app.load_catalogues(jsonb) from thidua_service;

-- Safe for the next `updated_after`: everything changed before it is committed and visible. Five seconds, the longest a
-- request may run, are asked twice rather than lost; longer jobs are found among the running transactions.
create or replace function app.updated_until() returns timestamptz language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select least(now(), (select min(xact_start) from pg_stat_activity where datname = current_database() and backend_xid is not null)) - interval '5 seconds');
end $$;

-- Stands in the where clause of a list of what belongs to one thing: 404 when the caller does not see that thing, where
-- the list alone would be empty. With the caller's own eyes: policies judge.
create or replace function app.seen(thing text, wanted uuid) returns boolean language plpgsql stable set search_path = app, pg_temp as $$
begin
  if not (case thing when 'campaign'   then exists (select from campaigns where id = wanted)
                     when 'indicator'  then exists (select from indicators where id = wanted)
                     when 'submission' then exists (select from submissions where id = wanted)
                     when 'review'     then exists (select from reviews where id = wanted)
                     when 'user'       then exists (select from users where id = wanted)
                     when 'council'    then exists (select from councils where id = wanted)
                     when 'council_session' then exists (select from council_sessions where id = wanted)
                     when 'webhook'    then exists (select from webhooks where id = wanted) end) then
    perform raise_problem(404, 'not_found');
  end if;
  return true;
end $$;

-- ---- idempotency: claim and work in one transaction ----

-- No row: the key is ours until the transaction ends. A row: the stored answer to replay.
create or replace function app.claim_key(wanted_key text, wanted_fingerprint text) returns table (status int, headers jsonb, body text)
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  kept idempotency_keys;
begin
  if not pg_try_advisory_xact_lock(hashtextextended(claim_user()::text || ' ' || wanted_key, 0)) then
    perform raise_problem(409, 'request_in_flight');
  end if;
  select * into kept from idempotency_keys where caller = claim_user() and key = wanted_key and created_at > now() - interval '72 hours';
  if not found then
    return;
  elsif kept.fingerprint <> wanted_fingerprint then
    perform raise_problem(422, 'idempotency_key_reused');
  end if;
  return query select kept.status, kept.headers, kept.body;
end $$;

-- Keeps the answer beside the work it answers.
create or replace function app.idempotency_store(used_key text, used_operation text, used_fingerprint text, answer_status int,
  answer_headers jsonb, answer_body text) returns void language sql security definer set search_path = app, pg_temp as $$
  insert into idempotency_keys(caller, key, operation, fingerprint, status, headers, body)
  values (claim_user(), used_key, used_operation, used_fingerprint, answer_status, coalesce(answer_headers, '{}'), answer_body)
  on conflict (caller, key) do update set operation = excluded.operation, fingerprint = excluded.fingerprint, status = excluded.status,
    headers = excluded.headers, body = excluded.body, created_at = now()
$$;

create or replace function app.forget_old_keys() returns void language sql security definer set search_path = app, pg_temp as $$
  delete from idempotency_keys where created_at < now() - interval '72 hours'
$$;

select app.by_engine('app.updated_until()', 'app.claim_key(text,text)', 'app.idempotency_store(text,text,text,int,jsonb,text)',
  'app.forget_old_keys()');
