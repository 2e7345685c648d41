-- The audit: refusals of authority, the chain of hashes in the order of commits, its heads to be signed, and the end of a
-- year that has been kept long enough. Entries of changes are written by the trigger of app.keep().

-- ---- refusals: a transaction of their own, since a row written before a raise is gone ----

-- Begun as nobody, with the claims as they were verified: a refusal counts also where the claims no longer hold. Of whom
-- nobody knows the address is noted, and the account whose name was used. Repeats within a minute are counted.
drop function if exists app.record_refusal(jsonb, text, text, text, text);
create or replace function app.record_refusal(refused_claims jsonb, refused_operation text, refused_path text, refused_code text, refused_request text,
  source inet, name text, repeats int) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  service boolean := coalesce((refused_claims ->> 'service')::boolean, false);
  actor uuid := (refused_claims ->> case when service then 'token' else 'user' end)::uuid;
  desk int := (select id from units where uid = (refused_claims ->> 'unit')::uuid);
  roles text[] := array(select jsonb_array_elements_text(refused_claims -> 'roles'));
  named users;
  facts jsonb := jsonb_build_object('code', refused_code);
  is_first boolean;
begin
  if actor is null then
    select * into named from users where username = lower(name);
    facts := facts || jsonb_strip_nulls(jsonb_build_object('address', counted_together(source)));
  else
    facts := facts || jsonb_build_object('path', left(refused_path, 500));
  end if;
  insert into refusals as r (minute, subject, actor_id, actor_unit_id, operation, code, refused, facts, request_id)
  values (date_trunc('minute', clock_timestamp()), md5(concat_ws(' ', actor, named.id, refused_operation, facts))::uuid,
          actor, desk, refused_operation, refused_code, repeats, facts, refused_request)
  on conflict (minute, subject, code) do update set refused = r.refused + repeats, last_at = clock_timestamp()
  returning xmax = 0 into is_first;
  if is_first then
    insert into audit_entries(actor_id, actor_kind, actor_unit_id, actor_roles, action, thing, thing_id, unit_id, changes, operation, request_id)
    values (actor, case when actor is not null then case when service then 'service' else 'person' end end, desk, nullif(roles, '{}'), 'refused',
            case when named.id is not null then 'users' end, named.id, coalesce(named.unit_id, desk), facts, refused_operation, refused_request);
  end if;
end $$;

-- Minutes that are over: what was refused more than once leaves its number behind.
create or replace function app.close_refusals() returns void language sql security definer set search_path = app, pg_temp as $$
  with over as (delete from refusals where minute < date_trunc('minute', clock_timestamp()) - interval '1 minute' returning *)
  insert into audit_entries(actor_id, actor_kind, actor_unit_id, action, unit_id, changes, operation, request_id)
  select o.actor_id, case when u.id is not null then 'person' when o.actor_id is not null then 'service' end, o.actor_unit_id, 'refused', o.actor_unit_id,
         o.facts || jsonb_build_object('times', o.refused), o.operation, o.request_id
    from over o left join users u on u.id = o.actor_id
   where o.refused > 1
$$;

-- ---- the chain ----

-- What is hashed of an entry: every column, in one notation. `thidua verify-audit` writes the same with words of its own.
create or replace function app.audit_text(entry app.audit_entries) returns bytea language sql stable set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
  select convert_to(jsonb_build_array(entry.seq, entry.xid::text, entry.at, entry.actor_id, entry.actor_kind, entry.actor_unit_id, entry.actor_roles,
    entry.behalf_of, entry.action, entry.thing, entry.thing_id, entry.unit_id, entry.row_version, entry.changes, entry.operation, entry.request_id)::text, 'UTF8')
$$;

-- Seals what has been committed: entries whose transaction is older than every running one, in the order (xid, seq), so
-- that nothing can still appear before them. One sealer at a time; returns how many entries it sealed. In another cluster,
-- where a dump was restored, transaction numbers begin anew: what came with the dump is sealed first, then the order
-- starts again above it. A root of no entries marks that place.
create or replace function app.seal_audit(at_most int default 20000) returns int language plpgsql security definer set search_path = app, pg_temp as $$
declare
  last audit_roots;
  horizon xid8 := pg_snapshot_xmin(pg_current_snapshot());
  beyond xid8 := pg_snapshot_xmax(pg_current_snapshot());
  restored boolean;
  entry audit_entries;
  link bytea;
  seqs bigint[] := '{}';
  links bytea[] := '{}';
  this_batch bigint;
begin
  if not pg_try_advisory_xact_lock(hashtext('seal_audit')) then
    return 0;
  end if;
  select * into last from audit_roots order by batch desc limit 1;
  restored := coalesce(last.last_xid >= beyond, false);
  link := coalesce(last.root, '\x');
  if restored then
    for entry in select * from audit_entries e
                  where e.xid >= beyond and e.xid <> pg_current_xact_id() and not exists (select from audit_seals s where s.seq = e.seq) order by e.xid, e.seq limit at_most loop
      link := sha256(link || app.audit_text(entry));
      seqs := seqs || entry.seq;
      links := links || link;
    end loop;
  else
    for entry in select * from audit_entries e
                  where e.xid < horizon and (e.xid, e.seq) > (coalesce(last.last_xid, '0'), coalesce(last.last_seq, 0)) and e.seq > coalesce(last.floor_seq, 0)
                  order by e.xid, e.seq limit at_most loop
      link := sha256(link || app.audit_text(entry));
      seqs := seqs || entry.seq;
      links := links || link;
    end loop;
  end if;
  if seqs = '{}' and not restored then
    return 0;
  end if;
  restored := restored and cardinality(seqs) < at_most;              -- all of it is sealed now
  insert into audit_roots(entries, last_position, root, last_xid, last_seq, floor_seq)
  values (cardinality(seqs), coalesce(last.last_position, 0) + cardinality(seqs), link,
          case when restored then '0'::xid8 else coalesce(greatest(entry.xid, last.last_xid), '0'::xid8) end,
          case when restored then 0 when entry.xid >= coalesce(last.last_xid, '0') then entry.seq else last.last_seq end,
          case when restored then greatest((select max(s.seq) from audit_seals s), (select max(q) from unnest(seqs) q), 0) else coalesce(last.floor_seq, 0) end)
  returning batch into this_batch;
  insert into audit_seals(position, seq, hash, batch)
  select coalesce(last.last_position, 0) + n, q, l, this_batch from unnest(seqs, links) with ordinality u(q, l, n);
  return cardinality(seqs);
end $$;

-- Seconds since the oldest entry that has no seal yet; 0 when all have one.
create or replace function app.audit_unsealed() returns numeric language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (
    select coalesce((select extract(epoch from clock_timestamp() - e.at)
                       from (select coalesce(max(batch), 0) as batch from audit_roots) newest
                       left join audit_roots r using (batch)
                      cross join lateral (select min(x.at) as at from (
                         select e.at from audit_entries e
                          where (e.xid, e.seq) > (coalesce(r.last_xid, '0'), coalesce(r.last_seq, 0)) and e.seq > coalesce(r.floor_seq, 0)
                          order by e.xid, e.seq limit 1) x) e), 0));
end $$;

-- ---- its heads ----

-- What is signed of a root: plain lines, which no token can look like.
create or replace function app.audit_statement(head_position bigint, head_root bytea, signed_at timestamptz) returns text
language sql stable strict set search_path = pg_catalog, pg_temp as $$
  select format(E'thidua audit head\nposition %s\nroot %s\nsigned_at %s\n', head_position, encode(head_root, 'hex'),
    to_char(signed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
$$;

-- The newest root when nobody has signed it yet, for one instance at a time.
create or replace function app.audit_head_to_sign() returns table (batch bigint, signed_at timestamptz, statement text)
language sql security definer set search_path = app, pg_temp as $$
  select r.batch, t.at, audit_statement(r.last_position, r.root, t.at)
    from (select * from audit_roots order by batch desc limit 1) r cross join (select clock_timestamp() as at) t
   where not exists (select from audit_heads h where h.batch = r.batch) and pg_try_advisory_xact_lock(hashtext('sign_audit'))
$$;

create or replace function app.keep_audit_head(head_batch bigint, head_signed_at timestamptz, head_key text, head_signature text) returns void
language sql security definer set search_path = app, pg_temp as $$
  insert into audit_heads(batch, position, root, signed_at, key, signature)
  select r.batch, r.last_position, r.root, head_signed_at, head_key, decode(head_signature, 'base64') from audit_roots r where r.batch = head_batch
$$;

-- ---- append only ----

-- Written rows never change; not even by the owner's slip of the hand.
create or replace function app.refuse_rewriting() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using errcode = '55000', message = 'audit_is_append_only';
end $$;

do $$
declare
  written regclass;
begin
  for written in select unnest('{app.audit_entries,app.audit_seals,app.audit_roots,app.audit_heads,app.audit_retired}'::regclass[])
                 union all select inhrelid from pg_inherits where inhparent = 'app.audit_entries'::regclass loop
    execute format('drop trigger if exists append_only on %s', written);
    execute format('create trigger append_only before update or delete or truncate on %s for each statement execute function app.refuse_rewriting()', written);
  end loop;
end $$;

-- ---- the end of a year ----

-- Drops the entries of a year once they have been kept for the term `audit_kept_days` of the nation. Their hashes stay, so
-- that the chain goes on; who did it stands in the chain itself. For the owner, on the machine.
create or replace function app.retire_audit(wanted int) returns int language plpgsql set search_path = app, pg_temp as $$
declare
  partition regclass := to_regclass('app.audit_entries_' || wanted);
  kept int := (select w.days from work_terms w where w.code = 'audit_kept_days' and w.unit_id is null and w.valid_from <= today() order by w.valid_from desc limit 1);
  gone audit_retired;
begin
  if partition is null then
    raise exception using errcode = '55000', message = format('There is no year %s in the audit.', wanted);
  elsif make_date(wanted, 12, 31) + kept >= (now() at time zone 'Asia/Ho_Chi_Minh')::date then
    raise exception using errcode = '55000', message = format('Entries of %s are kept until %s: the term audit_kept_days is %s.', wanted, make_date(wanted, 12, 31) + kept, kept);
  elsif exists (select from audit_entries where at < make_timestamptz(wanted, 1, 1, 0, 0, 0, 'Asia/Ho_Chi_Minh')) then
    raise exception using errcode = '55000', message = 'Entries of an earlier year are still there; that year goes first.';
  end if;
  execute format('lock table %s in access exclusive mode', partition);
  execute format('select count(*) from %s e where not exists (select from audit_seals s where s.seq = e.seq)', partition) into gone.entries;
  if gone.entries > 0 then
    raise exception using errcode = '55000', message = format('%s entries of %s have no seal yet.', gone.entries, wanted);
  end if;
  execute format('select count(*), coalesce(max(s.position), 0) from %s e join audit_seals s using (seq)', partition) into gone.entries, gone.last_position;
  insert into audit_retired(year, entries, last_position) values (wanted, gone.entries, gone.last_position);
  insert into audit_entries(actor_kind, action, thing, changes, operation)
  values ('machine', 'deleted', 'audit_entries', jsonb_build_object('year', wanted, 'entries', gone.entries, 'last_position', gone.last_position), 'retire_audit');
  execute format('drop table %s', partition);
  return gone.entries;
end $$;
revoke all on function app.retire_audit(int) from public, thidua_service, thidua_engine;

drop function if exists app.verify_audit();
select app.by_engine('app.record_refusal(jsonb,text,text,text,text,inet,text,int)', 'app.close_refusals()', 'app.seal_audit(int)', 'app.audit_unsealed()',
  'app.audit_head_to_sign()', 'app.keep_audit_head(bigint,timestamptz,text,text)');
