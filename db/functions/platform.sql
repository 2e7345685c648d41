-- Platform: catalogues, what is safe to ask again, idempotency, refusals, the sealed audit chain.

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
create or replace function app.updated_until() returns timestamptz language sql stable security definer set search_path = app, pg_temp as $$
  select least(now(), (select min(xact_start) from pg_stat_activity where datname = current_database() and backend_xid is not null)) - interval '5 seconds'
$$;

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
                     when 'council_session' then exists (select from council_sessions where id = wanted) end) then
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

-- ---- refusals: a transaction of their own, since a row written before a raise is gone ----

-- Begun as nobody, with the claims as they were verified: a refusal counts also where the claims no longer hold.
create or replace function app.record_refusal(refused_claims jsonb, refused_operation text, refused_path text, refused_code text, refused_request text)
returns void language plpgsql security definer set search_path = app, pg_temp as $$
declare
  service boolean := coalesce((refused_claims ->> 'service')::boolean, false);
  actor uuid := (refused_claims ->> case when service then 'token' else 'user' end)::uuid;
  desk int := (select id from units where uid = (refused_claims ->> 'unit')::uuid);
  roles text[] := array(select jsonb_array_elements_text(coalesce(refused_claims -> 'roles', '[]')));
  times int;
begin
  insert into refusals as r (minute, actor_id, actor_unit_id, operation, path, code, request_id)
  values (date_trunc('minute', clock_timestamp()), actor, desk, refused_operation, left(refused_path, 500), refused_code, refused_request)
  on conflict (minute, coalesce(actor_id, '00000000-0000-0000-0000-000000000000'), operation, md5(path), code)
  do update set refused = r.refused + 1, last_at = clock_timestamp()
  returning r.refused into times;
  if times = 1 then
    insert into audit_entries(actor_id, actor_kind, actor_unit_id, actor_roles, action, unit_id, changes, operation, request_id)
    values (actor, case when service then 'service' else 'person' end, desk, roles, 'refused', desk,
            jsonb_build_object('code', refused_code, 'path', left(refused_path, 500)), refused_operation, refused_request);
  end if;
end $$;

-- ---- the chain ----

-- What is hashed of an entry: every column, in one notation whatever the session's settings are.
create or replace function app.audit_text(entry app.audit_entries) returns bytea language sql stable set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
  select convert_to(jsonb_build_array(entry.seq, entry.xid::text, entry.at, entry.actor_id, entry.actor_kind, entry.actor_unit_id, entry.actor_roles,
    entry.behalf_of, entry.action, entry.thing, entry.thing_id, entry.unit_id, entry.row_version, entry.changes, entry.operation, entry.request_id)::text, 'UTF8')
$$;

-- Seals what has been committed: entries whose transaction is older than every running one, in the order (xid, seq).
-- One sealer at a time; returns how many entries it sealed. After a restore into another cluster transaction numbers
-- begin anew: rows from the future of this one are sealed at once, and the order starts again above them.
create or replace function app.seal_audit(at_most int default 50000) returns int language plpgsql security definer set search_path = app, pg_temp as $$
declare
  last audit_roots;
  horizon xid8 := pg_snapshot_xmin(pg_current_snapshot());
  beyond xid8 := pg_snapshot_xmax(pg_current_snapshot());
  restored boolean;
  entry audit_entries;
  link bytea;
  place bigint;
  sealed int := 0;
  this_batch bigint;
begin
  if not pg_try_advisory_xact_lock(hashtext('seal_audit')) then
    return 0;
  end if;
  select * into last from audit_roots order by batch desc limit 1;
  link := coalesce(last.root, '\x');
  place := coalesce(last.last_position, 0);
  restored := last.last_xid >= beyond;
  for entry in
    select * from audit_entries e
     where (e.xid < horizon or e.xid > beyond)
       and case when restored then not exists (select from audit_seals s where s.seq = e.seq)
                else (last.batch is null or (e.xid, e.seq) > (last.last_xid, last.last_seq)) and e.seq > coalesce(last.floor_seq, 0) end
     order by e.xid, e.seq limit at_most
  loop
    if sealed = 0 then
      insert into audit_roots(entries, last_position, root, last_xid, last_seq, floor_seq) values (0, place, link, entry.xid, entry.seq, coalesce(last.floor_seq, 0))
      returning batch into this_batch;
    end if;
    sealed := sealed + 1;
    place := place + 1;
    link := sha256(link || app.audit_text(entry));
    insert into audit_seals(position, seq, hash, batch) values (place, entry.seq, link, this_batch);
  end loop;
  if sealed > 0 then
    update audit_roots set entries = sealed, last_position = place, root = link,
           last_xid = case when restored then '0'::xid8 else entry.xid end,
           last_seq = case when restored then 0 else entry.seq end,
           floor_seq = case when restored then (select max(seq) from audit_seals) else coalesce(last.floor_seq, 0) end
     where batch = this_batch;
  end if;
  return sealed;
end $$;

-- Recomputes the chain: no row means that nothing was changed, taken out or put in since it was sealed.
create or replace function app.verify_audit() returns table (batch bigint, seq bigint, fault text) language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  link bytea := '\x';
  place bigint := 0;
  seal record;
  entry audit_entries;
begin
  for seal in select s.*, r.root, r.last_position, r.entries from audit_seals s join audit_roots r using (batch) order by s.position loop
    place := place + 1;
    batch := seal.batch;
    seq := seal.seq;
    select * into entry from audit_entries e where e.seq = seal.seq;
    link := sha256(link || app.audit_text(entry));
    fault := case when entry.seq is null then 'entry_missing'
                  when seal.position <> place then 'seal_missing'
                  when link <> seal.hash then 'entry_changed'
                  when seal.position = seal.last_position and seal.root <> seal.hash then 'root_changed' end;
    if fault is not null then
      return next;
      return;                       -- everything after the first break differs too
    end if;
  end loop;
  for batch, seq, fault in
    select r.batch, null::bigint, 'seal_missing' from audit_roots r where r.last_position > place
    union all
    select null, e.seq, 'entry_added' from audit_entries e, (select last_xid, last_seq, floor_seq from audit_roots order by audit_roots.batch desc limit 1) l
     where (e.xid, e.seq) <= (l.last_xid, l.last_seq) and e.seq > l.floor_seq and not exists (select from audit_seals s where s.seq = e.seq)
  loop
    return next;
  end loop;
end $$;

-- Sealed rows never change; not even the owner's slip of the hand.
create or replace function app.refuse_rewriting() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using errcode = '55000', message = 'audit_is_append_only';
end $$;

do $$
declare
  sealed text;
begin
  foreach sealed in array '{audit_entries,audit_seals}'::text[] loop
    execute format('drop trigger if exists append_only on app.%I', sealed);
    execute format('create trigger append_only before update or delete or truncate on app.%I for each statement execute function app.refuse_rewriting()', sealed);
  end loop;
end $$;

select app.by_engine('app.updated_until()', 'app.claim_key(text,text)', 'app.idempotency_store(text,text,text,int,jsonb,text)',
  'app.forget_old_keys()', 'app.record_refusal(jsonb,text,text,text,text)',
  'app.seal_audit(int)', 'app.verify_audit()');
