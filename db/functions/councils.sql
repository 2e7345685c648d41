-- Councils and their members: by whose decision, who sits in them on which days, and how many they are.

-- ---- councils ----

create or replace function app.council_faults(body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/document', 'document_not_found', '{}'::jsonb where body ->> 'document' is not null and not document_is_seen((body ->> 'document')::uuid)
  union all
  select '/decided_on', 'issue_date_in_the_future', jsonb_build_object('date', body ->> 'decided_on', 'today', today()) where (body ->> 'decided_on')::date > today()
  union all
  select '/valid_until', 'ends_before_it_starts', '{}'::jsonb where (body ->> 'valid_until')::date <= (body ->> 'valid_from')::date
$$;

create or replace function app.new_council(body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  made uuid;
begin
  perform raise_faults(array(select f from council_faults(body) f));
  insert into councils(unit_id, name, decision_number, decided_on, document_id, valid_from, valid_to, note, invented)
  select claim_unit(), p.name, p.decision_number, p.decided_on, (body ->> 'document')::uuid, p.valid_from, (body ->> 'valid_until')::date, p.note, coalesce(p.invented, false)
    from jsonb_populate_record(null::councils, body) p
  returning id into made;
  return made;
end $$;

create or replace function app.patch_council(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from councils c, council_faults(jsonb_build_object('valid_from', c.valid_from, 'valid_until', c.valid_to) || body) f where c.id = wanted));
  update councils c
     set (name, decision_number, decided_on, valid_from, note, invented, document_id, valid_to)
       = (select p.name, p.decision_number, p.decided_on, p.valid_from, p.note, coalesce(p.invented, false),
                 case when body ? 'document' then (body ->> 'document')::uuid else c.document_id end,
                 case when body ? 'valid_until' then (body ->> 'valid_until')::date else c.valid_to end
            from jsonb_populate_record(c, body) p)
   where c.id = wanted;
  return wanted;
end $$;

-- Only what never met is deleted; all others end with a day.
create or replace function app.drop_council(wanted uuid) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  if council_has_met(wanted) then
    perform raise_problem(409, 'council_has_met');
  end if;
  delete from councils where id = wanted;
  return wanted;
end $$;

create or replace function app.council_has_met(wanted uuid) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select exists (select from council_sessions where council_id = wanted)
$$;

-- ---- members ----

-- Who sits in it on a day; alternates are no part of the number.
create or replace function app.sits_on(m app.council_members, on_day date) returns boolean language sql stable parallel safe as $$
  select m.valid_from <= on_day and coalesce(m.valid_to, 'infinity') > on_day
$$;

create or replace function app.total_membership(council uuid, on_day date, only_standing boolean default false) returns int language sql stable security definer set search_path = app, pg_temp as $$
  select count(*)::int from council_members m where m.council_id = council and sits_on(m, on_day) and m.alternate_for is null and (m.standing or not only_standing)
$$;

-- Of the own area, or nobody.
create or replace function app.known_account(reference text) returns uuid language sql stable security definer set search_path = app, pg_temp as $$
  select u.id from users u where reference in (u.id::text, u.username)
     and (unit_reaches(claim_unit(), u.unit_id) or exists (select from assignments a where a.user_id = u.id and a.unit_id = claim_unit()))
$$;

create or replace function app.known_honouree(wanted uuid) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select exists (select from honourees h where h.id = wanted and (unit_reaches(claim_unit(), h.unit_id) or judges_honouree(h.id, claim_unit())))
$$;

-- What is wrong with a member, `stood` being the row that a patch changes.
create or replace function app.council_member_faults(council uuid, stood uuid, place text, body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  with said as (
    select (body ->> 'valid_from')::date as since, (body ->> 'valid_until')::date as until, known_account(body ->> 'user') as account),
  others as (
    select m.* from council_members m, said s where m.council_id = council and m.id is distinct from stood
       and m.valid_from < coalesce(s.until, 'infinity') and coalesce(m.valid_to, 'infinity') > s.since)
  select place || '/user', 'user_not_found', '{}'::jsonb from said where body ->> 'user' is not null and account is null
  union all
  select place || '/name', 'required', '{"property": "name"}'::jsonb from said where coalesce(body ->> 'name', '') = '' and account is null and body ->> 'user' is null
  union all
  select place || '/work_unit', 'unit_not_found', jsonb_build_object('reference', body ->> 'work_unit') where body ->> 'work_unit' is not null and unit_found(body ->> 'work_unit') is null
  union all
  select place || '/valid_until', 'ends_before_it_starts', '{}'::jsonb from said where until <= since
  union all
  select place || '/valid_from', 'before_the_council_was_established', jsonb_build_object('date', day_said(c.valid_from)) from said, councils c where c.id = council and since < c.valid_from
  union all
  select place || '/role', 'council_has_one', jsonb_build_object('role', body ->> 'role', 'role_label', label('council_role', body ->> 'role'), 'name', min(o.name))
    from others o where body ->> 'role' in ('chair', 'secretary') and o.role = body ->> 'role' and o.alternate_for is null and body ->> 'alternate_for' is null having count(*) > 0
  union all
  select place || '/user', 'council_member_twice', jsonb_build_object('name', min(o.name)) from others o, said s where o.user_id = s.account having count(*) > 0
  union all
  select place || '/alternate_for', 'council_member_not_found', '{}'::jsonb
   where body ->> 'alternate_for' is not null
     and not exists (select from others o where o.id = (body ->> 'alternate_for')::uuid and o.alternate_for is null)
  union all
  select place || '/honouree', 'honouree_not_found', '{}'::jsonb where body ->> 'honouree' is not null and not known_honouree((body ->> 'honouree')::uuid)
  union all
  select format('%s/relatives/%s', place, r.ordinal - 1), 'honouree_not_found', '{}'::jsonb
    from jsonb_array_elements_text(coalesce(nullif(body -> 'relatives', 'null'), '[]')) with ordinality r(id, ordinal) where not known_honouree(r.id::uuid)
$$;

create or replace function app.new_council_members(wanted uuid, body jsonb) returns setof uuid language plpgsql set search_path = app, pg_temp as $$
declare
  item jsonb;
  place int := 0;
  made uuid;
  since date := (select valid_from from councils where id = wanted);
begin
  for item in select value from jsonb_array_elements(body -> 'items') loop
    item := jsonb_build_object('valid_from', since, 'role', 'member') || jsonb_strip_nulls(item);
    perform raise_faults(array(select f from council_member_faults(wanted, null, format('/items/%s', place), item) f));
    place := place + 1;
    insert into council_members(council_id, unit_id, ordinal, role, user_id, name, "position", work_unit_id, heads_work_unit, standing, alternate_for, honouree_id, relatives, valid_from, valid_to, invented)
    select wanted, claim_unit(), (select coalesce(max(ordinal), 0) + 1 from council_members where council_id = wanted), p.role, known_account(item ->> 'user'),
           coalesce(p.name, account_name(known_account(item ->> 'user'))), p."position", unit_named(item ->> 'work_unit'), coalesce(p.heads_work_unit, false), coalesce(p.standing, false), p.alternate_for,
           (item ->> 'honouree')::uuid, coalesce(p.relatives, '{}'), p.valid_from, (item ->> 'valid_until')::date, coalesce(p.invented, false)
      from jsonb_populate_record(null::council_members, item) p
    returning id into made;
    return next made;
  end loop;
end $$;

-- Asked only for an account that the caller may name.
create or replace function app.account_name(account uuid) returns text language sql stable security definer set search_path = app, pg_temp as $$
  select display_name from users where id = account
$$;

create or replace function app.patch_council_member(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(
    select f from council_members m, council_member_faults(m.council_id, m.id, '', jsonb_build_object('role', m.role, 'name', m.name, 'valid_from', m.valid_from,
      'valid_until', m.valid_to, 'alternate_for', m.alternate_for) || body) f where m.id = wanted));
  update council_members m
     set (role, name, "position", heads_work_unit, standing, alternate_for, valid_from, invented, relatives, user_id, work_unit_id, honouree_id, valid_to)
       = (select p.role, p.name, p."position", coalesce(p.heads_work_unit, false), coalesce(p.standing, false), p.alternate_for, p.valid_from, coalesce(p.invented, false), coalesce(p.relatives, '{}'),
                 case when body ? 'user' then known_account(body ->> 'user') else m.user_id end,
                 case when body ? 'work_unit' then unit_named(body ->> 'work_unit') else m.work_unit_id end,
                 case when body ? 'honouree' then (body ->> 'honouree')::uuid else m.honouree_id end,
                 case when body ? 'valid_until' then (body ->> 'valid_until')::date else m.valid_to end
            from jsonb_populate_record(m, body) p)
   where m.id = wanted;
  return wanted;
end $$;

-- Only who never sat in a session is taken out; all others end with a day.
create or replace function app.drop_council_member(wanted uuid) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  if council_member_has_sat(wanted) then
    perform raise_problem(409, 'council_member_has_sat', jsonb_build_object('name', (select name from council_members where id = wanted)));
  end if;
  delete from council_members where id = wanted;
  return wanted;
end $$;

create or replace function app.council_member_has_sat(wanted uuid) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select exists (select from council_attendance where member_id = wanted) or exists (select from council_members where alternate_for = wanted)
      or exists (select from council_sessions where wanted in (presided_by, recorded_by))
$$;

-- ---- as replies show them ----

create or replace function app.council_made(wanted uuid) returns setof app.councils language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from councils where id = wanted
$$;

create or replace function app.council_shown(c app.councils)
returns table (id uuid, "unit.id" uuid, "unit.code" text, "unit.name" text, name text, decision_number text, decided_on date, document_id uuid, valid_from date, valid_until date,
               note text, total_members int, standing_members int, invented boolean, version int, created_at timestamptz, changed_at timestamptz, allowed_actions text[], _unit_id int)
language sql volatile rows 1 as $$
  select c.id, unit_uid(c.unit_id), unit_code_on(c.unit_id), unit_name_on(c.unit_id), c.name, c.decision_number, c.decided_on, c.document_id, c.valid_from, c.valid_to,
         c.note, total_membership(c.id, today()), total_membership(c.id, today(), true), c.invented, c.version, c.created_at, c.changed_at, allowed_actions('council', c.id), c.unit_id
$$;

create or replace function app.council_member_made(wanted uuid) returns setof app.council_members language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from council_members where id = wanted
$$;

-- Whose relative somebody is, is for the standing body and himself.
create or replace function app.council_member_shown(m app.council_members)
returns table (id uuid, council_id uuid, ordinal int, role text, name text, "position" text, "user.id" uuid, "user.name" text, "work_unit.id" uuid, "work_unit.code" text, "work_unit.name" text,
               heads_work_unit boolean, standing boolean, alternate_for uuid, honouree_id uuid, relatives uuid[], valid_from date, valid_until date, invented boolean, version int,
               created_at timestamptz, changed_at timestamptz, allowed_actions text[], _unit_id int)
language sql volatile rows 1 as $$
  select m.id, m.council_id, m.ordinal, m.role, m.name, m."position", m.user_id, account_name(m.user_id), unit_uid(m.work_unit_id), unit_code_on(m.work_unit_id), unit_name_on(m.work_unit_id),
         m.heads_work_unit, m.standing, m.alternate_for, m.honouree_id, case when m.user_id = claim_user() or (m.unit_id = claim_unit() and has_role('reviewer')) then m.relatives end,
         m.valid_from, m.valid_to, m.invented, m.version, m.created_at, m.changed_at, allowed_actions('council_member', m.id), m.unit_id
$$;

select app.by_engine('app.council_has_met(uuid)', 'app.total_membership(uuid,date,boolean)', 'app.known_account(text)', 'app.known_honouree(uuid)', 'app.account_name(uuid)',
  'app.council_member_has_sat(uuid)');
