-- Holds: discipline, investigation, inspection, complaint, press. They suspend an honouree's nominations from wherever these
-- stand, and let them go to there; the honouree's own unit learns only that they are suspended.

-- What suspends an honouree on a day. A term of discipline ends with its last day.
create or replace function app.hold_on(honouree uuid, on_day date) returns setof app.holds language sql stable security definer set search_path = app, pg_temp as $$
  select * from holds h
   where h.honouree_id = honouree and h.starts_on <= on_day and coalesce(h.ends_on, 'infinity') >= on_day and coalesce(h.released_on, 'infinity') > on_day
$$;

-- What has passed its last day is over, whether somebody released it or not.
create or replace function app.hold_is_over(h app.holds) returns boolean language sql stable as $$
  select h.state <> 'open' or coalesce(h.ends_on < today(), false)
$$;

-- Where a nomination stands: held only as long as something suspends it.
create or replace function app.standing_of(n app.nominations) returns text language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return case when n.state = 'held' and not exists (select from hold_on(n.honouree_id, today())) then held_from(n) else n.state end;
end $$;

-- Whatever of an honouree is under way waits from now on, or what one proposal that has just been sent says of them; what a
-- signed decision grants is no longer. A proposal being sent is waited for.
drop function if exists app.suspend_nominations(uuid);
create or replace function app.suspend_nominations(honouree uuid, sent uuid default null) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  if sent is null then
    perform lock_proposals(array(select n.id from nominations n where n.honouree_id = honouree and n.state not in ('decided', 'failed', 'struck_out', 'withdrawn')));
  end if;
  insert into moves(thing, thing_id, to_state)
  select 'nomination', id, 'held' from nominations
   where honouree_id = honouree and state in ('submitted', 'received', 'incomplete', 'appraised', 'passed', 'forwarded_up') and (sent is null or proposal_id = sent)
     and not exists (select from award_decision_nominations x join award_decisions d on d.id = x.decision_id where x.nomination_id = nominations.id and d.state <> 'drafted')
   order by id;
end $$;

-- The state that a nomination last left for this one.
create or replace function app.left_from(nomination uuid, wanted text) returns text language sql stable security definer set search_path = app, pg_temp as $$
  select m.from_state from moves m where m.thing = 'nomination' and m.thing_id = nomination and m.to_state = wanted order by m.recorded_at desc, m.id desc limit 1
$$;

-- Where a nomination goes back to: where it stood, or where its proposal has come meanwhile; from above no more when it was
-- sent back while it was held.
create or replace function app.held_from(n app.nominations) returns text language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  stood text := left_from(n.id, 'held');
  proposal text := (select p.state from proposals p where p.id = n.proposal_id);
begin
  if stood = 'forwarded_up' and not exists (select from forwardings f where f.nomination_id = n.id and f.state in ('sent', 'received')) then
    stood := left_from(n.id, 'forwarded_up');
  end if;
  return case when stood not in ('submitted', 'received', 'incomplete', 'appraised') or proposal in ('draft', 'returned') then stood
              when proposal in ('in_council', 'decided') then 'appraised' else proposal end;
end $$;

create or replace function app.resume_nominations(honouree uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  if exists (select from hold_on(honouree, today())) then
    return;
  end if;
  perform lock_proposals(array(select n.id from nominations n where n.honouree_id = honouree and n.state = 'held'));
  insert into moves(thing, thing_id, to_state) select 'nomination', n.id, held_from(n) from nominations n where n.honouree_id = honouree and n.state = 'held' order by n.id;
end $$;

-- A hold that is entered, or whose last day is put later, suspends; one whose last day has passed lets go.
create or replace function app.hold_begins() returns trigger language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  if exists (select from hold_on(new.honouree_id, today()) h where h.id = new.id) then
    perform suspend_nominations(new.honouree_id);
  elsif tg_op = 'UPDATE' then
    perform resume_nominations(new.honouree_id);
  end if;
  return null;
end $$;
drop trigger if exists hold_begins on app.holds;
create trigger hold_begins after insert on app.holds for each row execute function app.hold_begins();
drop trigger if exists hold_changes on app.holds;
create trigger hold_changes after update of ends_on on app.holds for each row when (new.ends_on is distinct from old.ends_on) execute function app.hold_begins();

-- Writes down what is over by its date: the first change of anything after that day does it (begin_request), as nobody. Until
-- then whatever reads holds and nominations counts it as over already.
create or replace function app.end_holds() returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  insert into moves(thing, thing_id, to_state, note)
  select 'hold', h.id, 'released', 'Hết thời hạn ngày ' || day_said(h.ends_on)
    from (select * from holds where state = 'open' and ends_on < today() for update skip locked) h;
end $$;

create or replace function app.release_hold(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  let_go uuid;
begin
  update holds set released_on = least(today(), ends_on + 1) where id = wanted returning honouree_id into let_go;
  perform resume_nominations(let_go);
end $$;

-- ---- what is kept of them ----

create or replace function app.hold_faults(body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/starts_on', 'hold_starts_in_the_future', jsonb_build_object('today', today()) where (body ->> 'starts_on')::date > today()
  union all
  select '/ends_on', 'hold_ends_after_it_starts', '{}' where (body ->> 'ends_on')::date < (body ->> 'starts_on')::date
  union all
  select '/document', 'document_not_found', '{}'::jsonb where body ->> 'document' is not null and not document_is_seen((body ->> 'document')::uuid)
  union all
  select '/measure', 'only_discipline_has_a_measure', '{}'::jsonb where body ->> 'kind' <> 'discipline' and body ->> 'measure' is not null
$$;

-- Of an honouree of the own area, or of one whom the own unit judges.
create or replace function app.new_hold(body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  suspended uuid := (body ->> 'honouree')::uuid;
  made uuid;
begin
  perform raise_faults(array(select f from hold_faults(body) f)
    || array(select row('/honouree', 'honouree_not_found', '{}')::fault where nominee_kind(suspended) is null and not judges_honouree(suspended, claim_unit())));
  insert into holds(unit_id, honouree_id, kind, measure, source, note, document_id, starts_on, ends_on, invented)
  select claim_unit(), suspended, p.kind, p.measure, p.source, p.note, (body ->> 'document')::uuid, p.starts_on, p.ends_on, coalesce(p.invented, false)
    from jsonb_populate_record(null::holds, body) p
  returning id into made;
  perform link_paper((body ->> 'document')::uuid, 'hold', made);
  return made;
end $$;

create or replace function app.patch_hold(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from holds h, hold_faults(to_jsonb(h) || body) f where h.id = wanted));
  update holds h set (measure, source, note, document_id, ends_on, invented)
    = (select p.measure, p.source, p.note, case when body ? 'document' then (body ->> 'document')::uuid else h.document_id end, p.ends_on, coalesce(p.invented, false)
         from jsonb_populate_record(h, body) p)
   where h.id = wanted;
  perform link_paper((body ->> 'document')::uuid, 'hold', wanted);
  return wanted;
end $$;

-- How many nominations of an honouree wait.
create or replace function app.suspended_by(honouree uuid) returns int language sql stable security definer set search_path = app, pg_temp as $$
  select count(*)::int from nominations n where honouree_id = honouree and state = 'held' and standing_of(n) = 'held'
$$;

-- Who sees a hold is its policy's to say; whoever judges the honouree reads who that is.
drop function if exists app.hold_shown(app.holds);
create or replace function app.hold_shown(shown app.holds)
returns table (id uuid, "unit.id" uuid, "unit.code" text, "unit.name" text, "honouree.id" uuid, "honouree.kind" text, "honouree.name" text, kind text, measure text, source text,
               note text, document_id uuid, starts_on date, ends_on date, released_on date, suspends int, invented boolean, state text, version int,
               created_at timestamptz, changed_at timestamptz, allowed_actions text[], _unit_id int, _issuer_id int)
language plpgsql volatile rows 1 as $$
#variable_conflict use_column
begin
  return query
  select shown.id, unit_uid(shown.unit_id), unit_code_on(shown.unit_id), unit_name_on(shown.unit_id), h.id, h.kind, h.name, shown.kind, shown.measure, shown.source, shown.note,
         shown.document_id, shown.starts_on, shown.ends_on, coalesce(shown.released_on, case when o.over then shown.ends_on + 1 end), case when o.over then 0 else suspended_by(h.id) end,
         shown.invented, case when o.over then 'released' else shown.state end, shown.version, shown.created_at, shown.changed_at,
         case when o.over then '{}' else allowed_actions('hold', shown.id) end, shown.unit_id,
         case when judges_honouree(shown.honouree_id, claim_unit()) then claim_unit() end
    from honourees h cross join lateral (select hold_is_over(shown) as over) o where h.id = shown.honouree_id;
end $$;

create or replace function app.hold_made(wanted uuid) returns setof app.holds language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from holds where id = wanted
$$;

select app.by_engine('app.hold_on(uuid,date)', 'app.suspend_nominations(uuid,uuid)', 'app.resume_nominations(uuid)', 'app.left_from(uuid,text)', 'app.held_from(app.nominations)', 'app.hold_begins()', 'app.end_holds()', 'app.release_hold(uuid,uuid)', 'app.suspended_by(uuid)', 'app.standing_of(app.nominations)');
revoke execute on function app.hold_on(uuid, date), app.suspend_nominations(uuid, uuid), app.resume_nominations(uuid), app.end_holds(), app.release_hold(uuid, uuid) from thidua_service;
