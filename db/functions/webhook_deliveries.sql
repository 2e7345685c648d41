-- Deliveries of webhooks: changes become events in lanes, dispatchers take lanes by lease, and each attempt is settled. Who
-- writes into lanes and who settles wait for each other at the lane's row, so that no event is left behind in one that has
-- just been emptied.

-- ---- from the outbox into lanes ----

-- Webhooks with changes that they have not looked at, and null when a lane is due. An owner who left stops his webhooks here,
-- and a position out of another cluster, whose dump came back here, begins anew.
create or replace function app.webhook_work() returns setof uuid
language plpgsql security definer set search_path = app, pg_temp as $$
begin
  update webhook_positions p set low = '0', high = null, seq = 0 where p.low > pg_snapshot_xmax(pg_current_snapshot());
  perform disable_webhook(w.id, 'owner_left') from webhooks w where w.state = 'active' and not webhook_owner_stands(w);
  return query
    select w.id from webhooks w join webhook_positions p on p.webhook_id = w.id
     where w.state = 'active' and (p.high is not null or exists (select from outbox o where o.xid >= p.low and o.xid < changes_horizon()))
    union all
    select null::uuid where exists (select from webhooks w join webhook_lanes l on l.webhook_id = w.id and l.due_at <= now() where w.state = 'active');
end $$;

-- Takes a webhook for this transaction, which goes on as its owner on this day. No row: another instance has it, or it stopped.
create or replace function app.take_webhook(wanted uuid) returns table (low xid8, high xid8, seq bigint)
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  place webhook_positions;
  hook webhooks;
  desk record;
begin
  select * into place from webhook_positions p where p.webhook_id = wanted for update skip locked;
  select * into hook from webhooks w where w.id = wanted and w.state = 'active';
  select d.* into desk from desks_of(hook.owner_id) d where d.unit_number = hook.unit_id and 'admin' = any (d.roles);
  if place.webhook_id is null or desk.unit_id is null then
    return;
  end if;
  perform begin_request(jsonb_build_object('user', hook.owner_id, 'unit', desk.unit_id, 'roles', desk.roles, 'epoch', desk.epoch, 'operation', 'webhook'), false);
  return query select place.low, coalesce(place.high, changes_horizon()), place.seq;
end $$;

-- Puts events into lanes: first the lanes, so that whoever settles there waits, then what they hold.
create or replace function app.fill_lanes(webhook uuid, events app.webhook_event[]) returns void
language plpgsql security definer set search_path = app, pg_temp as $$
begin
  insert into webhook_lanes as l(webhook_id, thing_id, due_at)
  select distinct webhook, e.thing_id, now() from unnest(events) e order by e.thing_id
  on conflict (webhook_id, thing_id) do update set lease = l.lease;
  insert into webhook_deliveries as d(webhook_id, event, ordinal, type, subject, thing_id, at, unit_id, thing_state, thing_version, next_attempt_at)
  select webhook, e.event, e.ordinal, e.type, e.subject, e.thing_id, e.at, e.unit_id, e.thing_state, e.thing_version, now() from unnest(events) e order by e.ordinal
  on conflict (webhook_id, event) do update set state = 'waiting', attempts = 0, next_attempt_at = now() where d.state <> 'waiting';
end $$;

create or replace function app.move_webhook(wanted uuid, new_low xid8, new_high xid8, new_seq bigint) returns void
language sql security definer set search_path = app, pg_temp as $$
  update webhook_positions set low = new_low, high = new_high, seq = new_seq where webhook_id = wanted
$$;

-- One page of a batch, read with the owner's eyes: what is wanted of it goes into lanes, and the position moves with it. Whether
-- the batch goes on behind it.
create or replace function app.fan_out(wanted uuid, low xid8, high xid8, seq bigint, most int) returns boolean language plpgsql set search_path = app, pg_temp as $$
declare
  hook webhooks;
  page outbox[] := array(select o from changes_after(low, high, seq, most) o order by o.seq);
  area int[];
begin
  select * into hook from webhooks where id = wanted;
  if cardinality(page) > 0 then
    area := array(select r.unit_id from unit_reach r where r.viewer_id = hook.area_id and r.valid_from <= today() and r.valid_to > today());
    perform fill_lanes(wanted, array(
      select row(change_id(o), o.seq, t.type, change_subject(o), o.thing_id, o.at, o.unit_id, o.state, o.version)::webhook_event
        from unnest(page) o cross join lateral change_type(o) t(type)
       where (hook.types = '{}' or o.thing = any (hook.types) or t.type = any (hook.types)) and (hook.area_id is null or o.unit_id = any (area))));
  end if;
  perform case when cardinality(page) < most then move_webhook(wanted, high, null, 0) else move_webhook(wanted, low, high, page[most].seq) end;
  return cardinality(page) = most;
end $$;

-- ---- what is asked for by hand ----

create or replace function app.ping_webhook(wanted uuid) returns app.webhook_deliveries language plpgsql security definer set search_path = app, pg_temp as $$
declare
  ping uuid := uuid_v7();
  made webhook_deliveries;
begin
  perform raise_problem(409, 'webhook_not_active') from webhooks where id = wanted and state <> 'active';
  perform fill_lanes(wanted, array[row('ping_' || ping, 0, 'ping', '/webhooks/' || wanted, wanted, now(), claim_unit(), null, null)::webhook_event]);
  select * into made from webhook_deliveries where webhook_id = wanted and event = 'ping_' || ping;
  return made;
end $$;

-- Once more, and at once; its event keeps its id.
create or replace function app.redeliver(wanted uuid) returns app.webhook_deliveries language plpgsql security definer set search_path = app, pg_temp as $$
declare
  old webhook_deliveries;
  hook webhooks;
begin
  select * into old from webhook_deliveries where id = wanted;
  select * into hook from webhooks where id = old.webhook_id;
  if hook.id is null or not has_role('admin') or not unit_reaches(claim_unit(), hook.unit_id) then
    perform raise_problem(404, 'not_found');
  elsif hook.unit_id <> claim_unit() then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('webhook'), 'who', who('admin', 'own', to_jsonb(hook))));
  end if;
  perform fill_lanes(hook.id, array[row(old.event, old.ordinal, old.type, old.subject, old.thing_id, old.at, old.unit_id, old.thing_state, old.thing_version)::webhook_event]);
  update webhook_lanes set due_at = now() where webhook_id = hook.id and thing_id = old.thing_id and lease is null;
  update webhook_deliveries set attempts = 0, next_attempt_at = now() where id = wanted returning * into old;
  return old;
end $$;

-- Everything since an instant, once more; what came a little before may come along.
create or replace function app.replay_webhook(wanted uuid, since timestamptz) returns app.webhooks language plpgsql security definer set search_path = app, pg_temp as $$
declare
  first xid8 := (select min(xid) from outbox where at >= since);
  hook webhooks;
begin
  select * into hook from webhooks where id = wanted;
  if hook.state <> 'active' then
    perform raise_problem(409, 'webhook_not_active');
  end if;
  update webhook_positions p set low = least(first, p.low), high = null, seq = 0 where p.webhook_id = wanted and first is not null;
  return hook;
end $$;

-- ---- out of lanes ----

-- The event as it is sent: CloudEvents 1.0, ids and no contents.
create or replace function app.webhook_body(d app.webhook_deliveries, source text) returns text language sql stable as $$
  select json_strip_nulls(json_build_object('specversion', '1.0', 'id', d.event, 'source', source, 'type', d.type, 'subject', d.subject,
    'time', to_char(d.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'datacontenttype', 'application/json', 'sequence', lpad(d.ordinal::text, 19, '0'),
    'data', json_build_object('id', d.thing_id, 'unit', unit_uid(d.unit_id), 'state', d.thing_state, 'version', d.thing_version)))::text
$$;

-- Secrets that sign now, the newest first.
create or replace function app.webhook_signers(webhook uuid) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('key', key_id, 'sealed', sealed) order by good_until desc nulls first), '[]')
    from webhook_secrets where webhook_id = webhook and (good_until is null or good_until > now())
$$;

-- A due lane for `seconds`, of the webhook with the fewest of them held: none holds more than `most`. No row: nothing is due.
create or replace function app.take_delivery(source text, most int, seconds int)
returns table (delivery uuid, webhook uuid, lease uuid, url text, event text, body text, signers jsonb)
language plpgsql security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
declare
  hook uuid;
  lane webhook_lanes;
  oldest webhook_deliveries;
begin
  for hook in
    select w.id from webhooks w cross join lateral (select count(*) from webhook_lanes l where l.webhook_id = w.id and l.lease is not null and l.due_at > now()) held(lanes)
     where w.state = 'active' and held.lanes < most and exists (select from webhook_lanes l where l.webhook_id = w.id and l.due_at <= now())
     order by held.lanes, random() loop
    loop
      select * into lane from webhook_lanes l where l.webhook_id = hook and l.due_at <= now() order by l.due_at limit 1 for update skip locked;
      exit when not found;
      select * into oldest from webhook_deliveries d where d.webhook_id = hook and d.thing_id = lane.thing_id and d.state = 'waiting' order by d.ordinal limit 1;
      if found then
        update webhook_lanes l set lease = gen_random_uuid(), due_at = now() + make_interval(secs => seconds)
         where l.webhook_id = hook and l.thing_id = lane.thing_id returning * into lane;
        return query select oldest.id, hook, lane.lease, w.url, oldest.event, webhook_body(oldest, source), webhook_signers(hook) from webhooks w where w.id = hook;
        return;
      end if;
      delete from webhook_lanes l where l.webhook_id = hook and l.thing_id = lane.thing_id;
    end loop;
  end loop;
end $$;

-- The lane is free again, for the event that is then its oldest; gone, when there is none.
create or replace function app.free_lane(lane app.webhook_lanes, due timestamptz) returns void language plpgsql security definer set search_path = app, pg_temp as $$
begin
  if exists (select from webhook_deliveries d where d.webhook_id = lane.webhook_id and d.thing_id = lane.thing_id and d.state = 'waiting') then
    update webhook_lanes l set lease = null, due_at = due where l.webhook_id = lane.webhook_id and l.thing_id = lane.thing_id;
  else
    delete from webhook_lanes l where l.webhook_id = lane.webhook_id and l.thing_id = lane.thing_id;
  end if;
end $$;

-- How an attempt ended: status 0 with an error where nothing was answered; null where it was broken off, which does not count.
-- What became of it: delivered, waiting, dead, disabled (the receiver said that it is gone), or late: somebody else has the lane by now.
create or replace function app.settle_delivery(settled uuid, held_by uuid, answered int, fault text, took int, beginning text) returns text
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  lane webhook_lanes;
  done webhook_deliveries;
  rest interval;
begin
  select l.* into lane from webhook_deliveries d join webhook_lanes l using (webhook_id, thing_id) where d.id = settled and l.lease = held_by for update of l;
  if not found then
    return 'late';
  elsif answered is null then
    perform free_lane(lane, now());
    return 'waiting';
  end if;
  select wait * (0.9 + 0.2 * random()) into rest from webhook_deliveries d join webhook_retries r on r.failure = d.attempts + 1 where d.id = settled;
  update webhook_deliveries d set attempted_at = now(), status = nullif(answered, 0), error = fault, milliseconds = took, answer = beginning,
         attempts = d.attempts + (answered not between 200 and 299)::int,
         state = case when answered between 200 and 299 then 'delivered' when rest is null and answered <> 410 then 'dead' else 'waiting' end,
         next_attempt_at = case when answered between 200 and 299 then null when answered = 410 then now() else now() + rest end,
         log = (select jsonb_agg(entry order by n) from jsonb_array_elements(d.log || jsonb_build_object('at', now(), 'status', nullif(answered, 0), 'error', fault, 'milliseconds', took))
                  with ordinality l(entry, n) where n > jsonb_array_length(d.log) - 19)
   where d.id = settled returning * into done;
  perform free_lane(lane, case when done.state = 'waiting' then done.next_attempt_at else now() end);
  if answered = 410 and disable_webhook(lane.webhook_id, 'receiver_gone') then
    return 'disabled';
  end if;
  return done.state;
end $$;

-- ---- keeping house ----

-- What operators watch: events that wait, for how long the oldest due one has been left, dead letters.
create or replace function app.webhook_figures() returns table (waiting bigint, late int, dead bigint)
language sql stable security definer set search_path = app, pg_temp as $$
  select (select count(*) from webhook_deliveries d join webhooks w on w.id = d.webhook_id where d.state = 'waiting' and w.state = 'active'),
         coalesce((select max(extract(epoch from now() - l.due_at))::int from webhooks w cross join lateral (select min(due_at) as due_at from webhook_lanes where webhook_id = w.id) l
                    where w.state = 'active' and l.due_at < now()), 0),
         (select count(*) from webhook_deliveries where state = 'dead')
$$;

-- What is over for so many days leaves the log, dead letters too.
create or replace function app.forget_deliveries(days int) returns bigint language plpgsql security definer set search_path = app, pg_temp as $$
declare
  forgotten bigint;
begin
  delete from webhook_deliveries where id in (select id from webhook_deliveries where state <> 'waiting' and created_at < now() - make_interval(days => days) limit 5000);
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;

-- The outbox is kept from here on: what webhooks that work or pause have not taken yet.
create or replace function app.webhooks_want_from() returns xid8 language sql stable security definer set search_path = app, pg_temp as $$
  select p.low from webhook_positions p join webhooks w on w.id = p.webhook_id where w.state <> 'disabled' order by p.low limit 1
$$;

-- A delivery as replies show it (schema WebhookDelivery).
create or replace function app.delivery_shown(d app.webhook_deliveries)
returns table (id uuid, webhook uuid, event text, type text, subject text, at timestamptz, state text, attempts int, next_attempt_at timestamptz, attempted_at timestamptz,
               status int, error text, milliseconds int, answer text, log jsonb, created_at timestamptz, _unit_id int)
language sql stable rows 1 as $$
  select d.id, d.webhook_id, d.event, d.type, d.subject, d.at, d.state, d.attempts, d.next_attempt_at, d.attempted_at, d.status, d.error, d.milliseconds, d.answer, d.log, d.created_at,
         (select w.unit_id from webhooks w where w.id = d.webhook_id)
$$;

select app.by_engine('app.webhook_work()', 'app.take_webhook(uuid)', 'app.fill_lanes(uuid,app.webhook_event[])', 'app.move_webhook(uuid,xid8,xid8,bigint)',
  'app.ping_webhook(uuid)', 'app.redeliver(uuid)', 'app.replay_webhook(uuid,timestamptz)', 'app.webhook_signers(uuid)', 'app.take_delivery(text,int,int)',
  'app.free_lane(app.webhook_lanes,timestamptz)', 'app.settle_delivery(uuid,uuid,int,text,int,text)', 'app.webhook_figures()', 'app.forget_deliveries(int)', 'app.webhooks_want_from()');
revoke execute on function app.webhook_signers(uuid), app.free_lane(app.webhook_lanes, timestamptz) from thidua_service;
