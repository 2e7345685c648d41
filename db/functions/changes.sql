-- Changes: the outbox read as a feed. A reader goes by batches. All transactions below a batch's end were over when it
-- began, so nothing can still appear in it; within it changes stand by `seq`, which was drawn while the thing's row was
-- locked: per thing that is the order in which it happened. By (xid, seq) alone a transaction with a lower number that
-- came to the thing later would stand first. A position is (low, high, seq): the batch low ≤ xid < high, read up to seq;
-- when it is read to its end, the next begins at its `high`.

-- Where a batch that begins now ends: just above the newest change below every running transaction. That change is
-- committed and kept for good, so no later transaction is ever given a number below it, whoever becomes primary.
create or replace function app.changes_horizon() returns xid8 language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  lowest xid8 := (select below from changes_floor);
begin
  return greatest(lowest, (select (o.xid::text::bigint + 1)::text::xid8 from outbox o
                            where o.xid < pg_snapshot_xmin(pg_current_snapshot()) order by o.xid desc limit 1));
end $$;

-- Numbers of the next changes of a batch, whoever may read them. A short batch is sorted; a long one is walked in the order
-- of the primary key, where the condition in brackets keeps the other index out.
create or replace function app.changes_numbers(low xid8, high xid8, after_seq bigint, most int) returns bigint[]
language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  if (select count(*) from (select from outbox o where o.xid >= low and o.xid < high limit 5001) short) <= 5000 then
    return array(with batch as materialized (select o.seq from outbox o where o.xid >= low and o.xid < high)
                 select b.seq from batch b where b.seq > after_seq order by b.seq limit most);
  end if;
  return array(select o.seq from outbox o where o.seq > after_seq and (o.xid >= low and o.xid < high) is true order by o.seq limit most);
end $$;

-- ---- who is told ----

-- Which of these no longer exist, whoever asks.
create or replace function app.things_gone(rule app.things, ids uuid[]) returns uuid[] language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  gone uuid[];
begin
  execute format('select array(select i from unnest($1) i where not exists (select from app.%1$I t where t.%2$I = i))',
                 rule.table_name, case rule.thing when 'unit' then 'uid' else 'id' end) into gone using ids;
  return gone;
end $$;

-- Makes things_read(kind, ids): which of these the caller reads, as the policies of their own table say. A branch for each
-- kind that is told of, each with a plan that is kept: to plan them anew would take most of the time of a page. Called where
-- the kinds are said (workflow/transitions.sql).
create or replace function app.make_things_read() returns void language plpgsql set search_path = app, pg_temp as $$
begin
  execute format('create or replace function app.things_read(kind text, ids uuid[]) returns uuid[] language plpgsql stable set search_path = app, pg_temp as %L',
    'begin case kind'
    || (select string_agg(format(' when %L then return array(select t.%3$I from %2$I t where t.%3$I = any (ids));', thing, table_name, case thing when 'unit' then 'uid' else 'id' end), '' order by thing)
          from things where address is not null)
    || ' end case; end');
end $$;
revoke all on function app.make_things_read() from public, thidua_service;

-- Could the caller read what was deleted? The area of a campaign's draft is that of the unit that would issue it.
create or replace function app.gone_is_told(change app.outbox, rule app.things) returns boolean language plpgsql stable set search_path = app, pg_temp as $$
declare
  campaigns things;
begin
  if rule.gone = 'all' or change.published then
    return true;
  end if;
  if rule.gone = 'parent' and coalesce(change.state, '') not in ('proposed', 'countered') then
    select * into campaigns from things where thing = 'campaign';
    return cardinality(things_read('campaign', array[change.parent_id])) > 0
        or (cardinality(things_gone(campaigns, array[change.parent_id])) > 0 and unit_reaches(claim_unit(), coalesce(change.issuer_id, change.unit_id)));
  end if;
  return case rule.gone when 'papers' then not only_sits_in_council() when 'drafts' then not only_oversees() else true end
     and (coalesce(unit_reaches(claim_unit(), change.unit_id), false)
          or (rule.gone <> 'drafts' and coalesce(claim_unit() in (change.issuer_id, change.lead_unit_id), false)));
end $$;

-- Is the caller let in at the addresses of this kind? Of a service token that is a matter of its scopes.
create or replace function app.kind_is_told(rule app.things) returns boolean language sql stable set search_path = app, pg_temp as $$
  select rule.address is not null
     and (current_setting('app.actor_kind', true) is distinct from 'service'
          or (rule.tag not in ('sign-in', 'councils') and (rule.tag || ':read' = any (claim_scopes()) or 'get_' || rule.thing = any (claim_scopes()))))
$$;

-- Of the changes with these numbers those that the caller is told, in order. What was deleted since is told by its end alone.
create or replace function app.changes_told(numbers bigint[]) returns setof app.outbox language plpgsql stable set search_path = app, pg_temp as $$
declare
  candidates outbox[] := array(select o from outbox o where o.seq = any (numbers));
  told bigint[] := '{}';
  rule things;
  readable uuid[];
begin
  for rule in select t.* from things t where t.thing in (select c.thing from unnest(candidates) c) and kind_is_told(t) loop
    readable := things_read(rule.thing, array(select distinct c.thing_id from unnest(candidates) c where c.thing = rule.thing and c.action <> 'deleted'));
    told := told || array(select c.seq from unnest(candidates) c
                           where c.thing = rule.thing and case when c.action = 'deleted' then gone_is_told(c, rule) else c.thing_id = any (readable) end
                             and (c.parent_id is not null or rule.address not like '%{parent}%'));
  end loop;
  return query select c.* from unnest(candidates) c where c.seq = any (told) order by c.seq;
end $$;

-- ---- reading ----

-- What the caller is told of one batch, in order; fewer than asked for: the batch is at its end.
create or replace function app.changes_after(low xid8, high xid8, after_seq bigint, most int) returns setof app.outbox language plpgsql stable set search_path = app, pg_temp as $$
declare
  numbers bigint[];
  change outbox;
  told int := 0;
begin
  loop
    numbers := changes_numbers(low, high, after_seq, 1000);
    for change in select * from changes_told(numbers) loop
      exit when told = most;
      told := told + 1;
      return next change;
    end loop;
    exit when told = most or cardinality(numbers) < 1000;
    after_seq := numbers[cardinality(numbers)];
  end loop;
end $$;

-- `submission.approved` for a move, else `submission.created`, `.changed`, `.deleted`.
create or replace function app.change_type(change app.outbox) returns text language sql immutable as $$
  select change.thing || '.' || case change.action when 'moved' then coalesce(change.state, 'changed') else change.action end
$$;

-- Where the thing is found: `/submissions/<id>`.
create or replace function app.change_subject(change app.outbox) returns text language plpgsql stable set search_path = app, pg_temp as $$
begin
  return (select replace(replace(t.address, '{parent}', coalesce(change.parent_id::text, '')), '{id}', change.thing_id::text) from things t where t.thing = change.thing);
end $$;

-- Names a change for ever: for a reader who wants to know whether he had it.
create or replace function app.change_id(change app.outbox) returns text language sql immutable as $$
  select change.xid || '-' || change.seq
$$;

select app.by_engine('app.changes_horizon()', 'app.changes_numbers(xid8,xid8,bigint,int)', 'app.things_gone(app.things,uuid[])');
