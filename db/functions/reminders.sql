-- Reminders: whom the issuer of a campaign reminded of what, when, and when they saw it. Nothing leaves the system; a reminder
-- stands among the tasks of those it is for.

-- What is still owed and falls under a filter; without states all that is not done.
create or replace function app.unmet_obligations(campaign uuid, body jsonb) returns setof app.obligations language sql stable set search_path = app, pg_temp as $$
  select o.* from obligations o cross join lateral obligation_standing(o) s
   where o.campaign_id = campaign and s.state in ('due', 'drafted', 'overdue')
     and (coalesce(body -> 'state', 'null') = 'null' or body -> 'state' ? s.state)
     and (coalesce(body -> 'kind', 'null') = 'null' or body -> 'kind' ? o.kind)
     and (coalesce(body -> 'period', 'null') = 'null' or body -> 'period' ? o.period)
     and (coalesce(body -> 'units', 'null') = 'null' or o.unit_id in (select unit_named(word) from jsonb_array_elements_text(body -> 'units') word))
$$;

-- Who is told in a unit: those who write, draft or lead there today.
create or replace function app.persons_to_remind(unit int) returns setof uuid language sql stable security definer set search_path = app, pg_temp as $$
  select distinct u.id from assignments a join users u on u.id = a.user_id and u.state = 'active'
   where a.unit_id = unit and a.role in ('reporter', 'reviewer', 'leader') and assignment_holds(a, today())
$$;

create or replace function app.write_reminders(campaign uuid, ids uuid[], note text) returns setof uuid language plpgsql security definer set search_path = app, pg_temp as $$
declare
  made reminders;
  told record;
begin
  for told in select o.unit_id, o.issuer_id, array_agg(o.id order by o.due_on, o.id) as owed from obligations o
               where o.id = any (ids) and o.campaign_id = campaign and o.issuer_id = claim_unit() group by 1, 2 order by unit_name_on(o.unit_id) loop
    insert into reminders(campaign_id, unit_id, issuer_id, obligation_ids, note, sent_at, sent_by)
    values (campaign, told.unit_id, told.issuer_id, told.owed, write_reminders.note, business_now(), claim_user()) returning * into made;
    insert into reminder_persons(reminder_id, user_id, unit_id, issuer_id) select made.id, person, made.unit_id, made.issuer_id from persons_to_remind(told.unit_id) person;
    return next made.id;
  end loop;
end $$;

create or replace function app.new_reminders(campaign uuid, body jsonb) returns setof uuid language plpgsql set search_path = app, pg_temp as $$
declare
  ids uuid[] := array(select id from unmet_obligations(campaign, body));
begin
  if (body ->> 'expected_count')::int <> cardinality(ids) then
    perform raise_problem(409, 'obligation_count_differs', jsonb_build_object('expected', body -> 'expected_count', 'found', cardinality(ids), 'count', cardinality(ids)));
  elsif cardinality(ids) = 0 then
    perform raise_problem(422, 'nobody_to_remind');
  end if;
  return query select * from write_reminders(campaign, ids, body ->> 'note');
end $$;

create or replace function app.reminder_made(wanted uuid) returns setof app.reminders language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from reminders where id = wanted
$$;

-- Said by the person who was told; the first time counts.
create or replace function app.see_reminder(wanted uuid) returns uuid language plpgsql security definer set search_path = app, pg_temp as $$
begin
  update reminder_persons set seen_at = coalesce(seen_at, business_now()) where reminder_id = wanted and user_id = claim_user();
  if not found then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('reminder'), 'who',
      (select string_agg(person_name(user_id), ', ' order by person_name(user_id)) from reminder_persons where reminder_id = wanted)));
  end if;
  return wanted;
end $$;

create or replace function app.reminder_persons_shown(wanted uuid) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', p.user_id, 'name', person_name(p.user_id), 'seen_at', to_char(p.seen_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
                            order by person_name(p.user_id)), '[]')
    from reminder_persons p where p.reminder_id = wanted
$$;

-- A reminder as replies show it (schema Reminder); volatile, so that it reads what this very statement wrote.
create or replace function app.reminder_shown(r app.reminders)
returns table (id uuid, "campaign.id" uuid, "campaign.code" text, "campaign.title" text, "unit.id" uuid, "unit.code" text, "unit.name" text, obligations jsonb, note text,
               sent_at timestamptz, "sent_by.id" uuid, "sent_by.name" text, persons jsonb, seen_at timestamptz, version int, _unit_id int, _issuer_id int)
language sql volatile rows 1 as $$
  select r.id, c.id, c.code, c.title, unit_uid(r.unit_id), unit_code_on(r.unit_id, r.sent_at::date), unit_name_on(r.unit_id, r.sent_at::date),
         (select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'kind', o.kind, 'period', o.period, 'title', o.title, 'due_on', o.due_on, 'state', s.state) order by o.due_on, o.id), '[]')
            from obligations o cross join lateral obligation_standing(o) s where o.id = any (r.obligation_ids)),
         r.note, r.sent_at, r.sent_by, person_name(r.sent_by), reminder_persons_shown(r.id),
         (select min((p ->> 'seen_at')::timestamptz) from jsonb_array_elements(reminder_persons_shown(r.id)) p), r.version, r.unit_id, r.issuer_id
    from campaigns c where c.id = r.campaign_id
$$;

-- The last reminder of an obligation that the caller was told: for the tasks.
drop function if exists app.reminded_of(uuid);
create or replace function app.reminded_of(obligation uuid) returns table (id uuid, "by" text, at timestamptz, note text) language sql stable security definer rows 1 set search_path = app, pg_temp as $$
  select r.id, unit_name_on(r.issuer_id) || coalesce(' – ' || person_name(r.sent_by), ''), r.sent_at, r.note
    from reminders r where r.obligation_ids @> array[obligation] and r.unit_id = claim_unit() order by r.sent_at desc limit 1
$$;

select app.by_engine('app.persons_to_remind(int)', 'app.write_reminders(uuid,uuid[],text)', 'app.see_reminder(uuid)', 'app.reminder_persons_shown(uuid)', 'app.reminded_of(uuid)');
revoke execute on function app.persons_to_remind(int) from thidua_service;
