-- Holds: discipline, investigation, inspection, complaint, press. They suspend an honouree's nominations from wherever these
-- stand, and let them go to there; the honouree's own unit learns only that they are suspended.

-- What suspends an honouree on a day. A term of discipline ends with its last day.
create or replace function app.hold_on(honouree uuid, on_day date) returns setof app.holds language sql stable security definer set search_path = app, pg_temp as $$
  select * from holds h
   where h.honouree_id = honouree and h.starts_on <= on_day and coalesce(h.ends_on, 'infinity') >= on_day and coalesce(h.released_on, 'infinity') > on_day
$$;

-- Whatever of an honouree is under way waits from now on.
create or replace function app.suspend_nominations(honouree uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  live uuid[];
begin
  with stopped as (
    update nominations set held_from = state
     where honouree_id = honouree and state in ('submitted', 'received', 'incomplete', 'appraised', 'passed', 'forwarded_up') returning id)
  select array_agg(id) into live from stopped;
  insert into moves(thing, thing_id, to_state) select 'nomination', id, 'held' from unnest(live) id;
end $$;

-- A nomination goes back to where it stood, or to where its proposal has come meanwhile (carry_nominations).
create or replace function app.resume_nominations(honouree uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  if exists (select from hold_on(honouree, today())) then
    return;
  end if;
  insert into moves(thing, thing_id, to_state) select 'nomination', id, held_from from nominations where honouree_id = honouree and state = 'held' order by id;
  update nominations set held_from = null where honouree_id = honouree and held_from is not null and state <> 'held';
end $$;

create or replace function app.hold_begins() returns trigger language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  if exists (select from hold_on(new.honouree_id, today()) h where h.id = new.id) then
    perform suspend_nominations(new.honouree_id);
  end if;
  return null;
end $$;
drop trigger if exists hold_begins on app.holds;
create trigger hold_begins after insert on app.holds for each row execute function app.hold_begins();

create or replace function app.release_hold(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  let_go uuid;
begin
  update holds set released_on = today() where id = wanted returning honouree_id into let_go;
  perform resume_nominations(let_go);
end $$;

select app.by_engine('app.hold_on(uuid,date)', 'app.suspend_nominations(uuid)', 'app.resume_nominations(uuid)', 'app.hold_begins()', 'app.release_hold(uuid,uuid)');
revoke execute on function app.hold_on(uuid, date), app.suspend_nominations(uuid), app.resume_nominations(uuid), app.release_hold(uuid, uuid) from thidua_service;
