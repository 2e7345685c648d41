-- Changes: the outbox read as a feed. A reader goes by batches. All transactions below a batch's end were over when it
-- began, so nothing can still appear in it; within it changes stand by `seq`, which was drawn while the thing's row was
-- locked: per thing that is the order in which it happened. By (xid, seq) alone a transaction with a lower number that
-- came to the thing later would stand first. A position is (low, high, seq): the batch low ≤ xid < high, read up to seq;
-- when it is read to its end, the next begins at its `high`.

-- Where a batch that begins now ends: just above the newest change below every running transaction. That change is
-- committed and kept for good, so no later transaction is ever given a number below it, whoever becomes primary.
-- While something in between is running, a higher one may be over already that came to a thing before a lower one did: then
-- the lower one waits with it for the next batch, and so do those that came to a thing after that. What was once below the
-- end stays there: whatever came before it was over too.
create or replace function app.changes_horizon() returns xid8 language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  horizon xid8 := greatest((select below from changes_floor), (select (o.xid::text::bigint + 1)::text::xid8 from outbox o
                            where o.xid < pg_snapshot_xmin(pg_current_snapshot()) order by o.xid desc limit 1));
  since bigint;
  waits xid8;
begin
  loop
    since := (select min(above.seq) from (select o.seq from outbox o where o.xid >= horizon offset 0) above);
    exit when since is null;
    with recent as materialized (select o.xid, o.seq, o.thing_id from outbox o where o.seq >= since)
    select late.xid into waits from recent late join recent early using (thing_id)
     where late.xid < horizon and early.xid >= horizon and early.seq < late.seq order by late.xid limit 1;
    exit when waits is null;
    horizon := waits;
  end loop;
  return horizon;
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
  select change.xid::text || '-' || change.seq::text
$$;

-- ---- pages of the feed, from batch to batch ----

-- The newest change below a batch's end: while it stands there, the history is the one that the position was read from.
create or replace function app.changes_mark(high xid8) returns text language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select o.seq || '@' || extract(epoch from o.at) from outbox o where o.xid < high order by o.xid desc, o.seq desc limit 1);
end $$;

-- Where the feed begins; of a batch that begins below, everything up to `seq` may be forgotten.
create or replace function app.changes_begin() returns app.changes_floor language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (select f from changes_floor f);
end $$;

-- Refuses a position whose changes are forgotten, and one that was read from another history: from before a backup was
-- restored, or of a primary that went down with what it had not handed on.
create or replace function app.position_is_kept(low xid8, high xid8, seq bigint, mark text) returns void language plpgsql stable set search_path = app, pg_temp as $$
declare
  floor changes_floor := changes_begin();
begin
  if (low < floor.below and seq < floor.seq) or high > changes_horizon() or (mark is distinct from changes_mark(high) and high > floor.below) then
    perform raise_problem(410, 'changes_forgotten');
  end if;
end $$;

-- A kind that is told of, or one with what happened to it: `submission`, `submission.approved`, `campaign.deleted`.
create or replace function app.is_change_type(wanted text) returns boolean language sql stable as $$
  select exists (select from things t where t.thing = split_part(wanted, '.', 1) and t.address is not null
     and (strpos(wanted, '.') = 0 or split_part(wanted, '.', 2) in ('created', 'changed', 'deleted')
          or exists (select from transitions m where m.thing = t.thing and m.to_state = split_part(wanted, '.', 2))
          or exists (select from catalogues c where c.catalogue = t.thing || '_state' and c.code = split_part(wanted, '.', 2))))
$$;

-- What `change_type_unknown` says, of the feed's filter and of a webhook alike.
create or replace function app.change_type_params(wanted text) returns jsonb language sql stable as $$
  select jsonb_build_object('type', wanted, 'kinds', string_agg(t.thing, ', ' order by t.thing)) from things t where t.address is not null
$$;

create or replace function app.types_are_known(types text[]) returns boolean language plpgsql stable set search_path = app, pg_temp as $$
declare
  unknown text := (select w from unnest(types) w where not is_change_type(w) limit 1);
begin
  if unknown is not null then
    perform raise_problem(400, 'change_type_unknown', change_type_params(unknown));
  end if;
  return true;
end $$;

-- The next changes for the caller, each with the position behind it, and a last row without a change: where the next page
-- begins, and whether there is more now. Without a position from where the feed begins, with `now` from its end. However
-- little of it is the caller's, no page looks at more than 20,000.
create or replace function app.changes_page(given_low xid8, given_high xid8, given_seq bigint, given_mark text, from_now boolean, types text[], area int, most int)
returns table (change app.outbox, low xid8, high xid8, seq bigint, mark text, more boolean) language plpgsql stable set search_path = app, pg_temp as $$
#variable_conflict use_variable
declare
  horizon xid8 := changes_horizon();
  numbers bigint[];
  looked int := 0;
  told int := 0;
begin
  perform types_are_known(types);
  if given_high is not null then
    perform position_is_kept(given_low, given_high, given_seq, given_mark);
  end if;
  low := case when from_now then horizon else coalesce(given_low, (changes_begin()).below) end;
  high := coalesce(given_high, horizon);
  seq := coalesce(given_seq, 0);
  mark := changes_mark(high);
  more := true;
  while told < most and looked < 20000 loop
    numbers := changes_numbers(low, high, seq, 1000);
    looked := looked + cardinality(numbers);
    for change in select t.* from changes_told(numbers) t
                   where (types is null or t.thing = any (types) or change_type(t) = any (types)) and (area is null or unit_reaches(area, t.unit_id)) loop
      told := told + 1;
      seq := change.seq;
      return next;
      exit when told = most;
    end loop;
    continue when told = most;
    if cardinality(numbers) = 1000 then
      seq := numbers[1000];
    else
      low := high;
      seq := 0;
      more := high < horizon;
      exit when not more;
      high := horizon;
      mark := changes_mark(high);
    end if;
  end loop;
  change := null;
  return next;
end $$;

-- ---- forgetting ----

-- Forgets what is older than that many days, some at a time: the lowest transactions first, so that what is kept has no holes,
-- and nothing that a webhook has not taken yet.
-- What came with a dump into another cluster, where numbers begin anew, belongs to no feed here.
create or replace function app.forget_changes(days int, at_most int default 20000) returns int language plpgsql security definer set search_path = app, pg_temp as $$
declare
  reached bigint;
  newest bigint;
  forgotten int;
begin
  delete from outbox o where o.xid >= pg_snapshot_xmax(pg_current_snapshot());       -- of one snapshot: what is seen in it, and was begun after it
  update changes_floor f set below = '0', seq = 0 where f.below > pg_snapshot_xmax(pg_current_snapshot());
  with lowest as (select o.xid::text::bigint as xid, o.at from outbox o where o.xid < least(webhooks_want_from(), pg_snapshot_xmin(pg_current_snapshot())) order by o.xid, o.seq limit at_most)
  select coalesce(min(l.xid) filter (where l.at >= now() - make_interval(days => days)) - 1, max(l.xid)) into reached from lowest l;   -- real clock: as `at` is
  with gone as (delete from outbox o where o.xid <= reached::text::xid8 returning o.seq) select max(g.seq), count(*) into newest, forgotten from gone g;
  update changes_floor f set below = (reached + 1)::text::xid8, seq = greatest(f.seq, newest) where forgotten > 0;
  return forgotten;
end $$;

select app.by_engine('app.changes_horizon()', 'app.changes_numbers(xid8,xid8,bigint,int)', 'app.things_gone(app.things,uuid[])',
  'app.changes_mark(xid8)', 'app.changes_begin()', 'app.forget_changes(int,int)');
