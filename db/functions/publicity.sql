-- Publicity: lists of nominees laid open for the working days of the rule before a council meets, objections and their answers.

-- ---- lists ----

create or replace function app.publicity_faults(list uuid, body jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select format('/nominations/%s', i.place), case when n.id is null then 'nomination_not_found' when n.state <> 'appraised' then 'nomination_is_not_appraised' else 'nomination_is_laid_open' end,
         jsonb_strip_nulls(jsonb_build_object('honouree', h.name, 'state', n.state, 'state_label', label('nomination_state', n.state), 'title', o.title))
    from (select id, ordinality - 1 as place from jsonb_array_elements_text(coalesce(nullif(body -> 'nominations', 'null'), '[]')) with ordinality a(id, ordinality)) i
    left join nominations n on n.id = i.id::uuid and n.issuer_id = claim_unit() and n.state <> 'draft'
    left join honourees h on h.id = n.honouree_id
    left join lateral (select l.title from publicity_items x join publicity_lists l on l.id = x.list_id
                        where x.nomination_id = n.id and l.state <> 'withdrawn' and l.id is distinct from list limit 1) o on true
   where n.id is null or n.state <> 'appraised' or o.title is not null
  union all
  select '/round', 'round_not_found', '{}'::jsonb where body ->> 'round' is not null and not exists (select from award_rounds r where r.id = (body ->> 'round')::uuid and r.unit_id = claim_unit())
$$;

create or replace function app.lay_open(list uuid, ids jsonb) returns void language sql set search_path = app, pg_temp as $$
  delete from publicity_items where list_id = list;
  insert into publicity_items(list_id, nomination_id, unit_id, ordinal)
  select list, id::uuid, claim_unit(), ordinality from jsonb_array_elements_text(ids) with ordinality i(id, ordinality);
$$;

create or replace function app.new_publicity_list(body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  made uuid;
begin
  perform raise_faults(array(select f from publicity_faults(null, body) f));
  insert into publicity_lists(unit_id, round_id, title, note, opens_on, working_days, invented)
  select claim_unit(), (body ->> 'round')::uuid, p.title, p.note, p.opens_on, p.working_days, coalesce(p.invented, false) from jsonb_populate_record(null::publicity_lists, body) p
  returning id into made;
  perform lay_open(made, body -> 'nominations');
  return made;
end $$;

create or replace function app.patch_publicity_list(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from publicity_faults(wanted, body) f));
  update publicity_lists l
     set (title, note, opens_on, working_days, round_id, invented)
       = (select p.title, p.note, p.opens_on, p.working_days, case when body ? 'round' then (body ->> 'round')::uuid else l.round_id end, coalesce(p.invented, false) from jsonb_populate_record(l, body) p)
   where l.id = wanted;
  if body ? 'nominations' then
    perform lay_open(wanted, body -> 'nominations');
  end if;
  return wanted;
end $$;

-- The working days that the awards of a list ask for: the longest of them, by their article.
create or replace function app.publicity_term(list uuid, on_day date) returns table (working_days int, citation text) language sql stable security definer set search_path = app, pg_temp as $$
  select (r.value ->> 'working_days')::int, r.citation
    from publicity_items x join nominations n on n.id = x.nomination_id join proposals p on p.id = n.proposal_id join honourees h on h.id = n.honouree_id
    cross join lateral award_rule('publicity', n.award_type, h.kind, p.reason, n.issuer_id, on_day) r
   where x.list_id = list order by 1 desc limit 1
$$;

create or replace function app.list_cannot_open(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  with l as (select *, coalesce(opens_on, today()) as opens from publicity_lists where id = wanted)
  select '/opens_on', 'publicity_opens_in_the_past', jsonb_build_object('opens_on', l.opens, 'today', today()) from l where l.opens < today()
  union all
  select '/nominations', 'publicity_needs_nominations', '{}'::jsonb where not exists (select from publicity_items where list_id = wanted)
  union all
  select '/nominations', 'nomination_is_not_appraised', jsonb_build_object('honouree', h.name, 'state', n.state, 'state_label', label('nomination_state', n.state))
    from publicity_items x join nominations n on n.id = x.nomination_id and n.state <> 'appraised' join honourees h on h.id = n.honouree_id where x.list_id = wanted
  union all
  select '/working_days', case when t.working_days is null then 'required' else 'publicity_is_too_short' end,
         jsonb_strip_nulls(jsonb_build_object('property', 'working_days', 'working_days', t.working_days, 'citation', t.citation))
    from l left join publicity_term(wanted, l.opens) t on true
   where (l.working_days is null and t.working_days is null) or l.working_days < t.working_days
$$;

-- Laid open: what the public reads is copied, and the last day follows from the rule and the calendar; the day it opens is not counted.
create or replace function app.open_publicity(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  l publicity_lists;
  term record;
begin
  select * into strict l from publicity_lists where id = wanted;
  select * into term from publicity_term(wanted, coalesce(l.opens_on, today()));
  update publicity_lists x
     set published = true, opens_on = coalesce(l.opens_on, today()), working_days = coalesce(l.working_days, term.working_days), citation = term.citation,
         closes_on = working_day_after(coalesce(l.opens_on, today()), coalesce(l.working_days, term.working_days), l.unit_id)
   where x.id = wanted;
  update publicity_items x
     set name = h.name, kind = h.kind, "position" = h."position", honouree_unit = unit_name_on(h.unit_id), award_type = n.award_type
    from nominations n join honourees h on h.id = n.honouree_id where x.list_id = wanted and n.id = x.nomination_id;
end $$;

create or replace function app.withdraw_publicity(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  update publicity_lists set published = false where id = wanted;
end $$;

-- ---- whether it is done ----

-- The day on which publicity of a nomination was done: its list closed and every objection to it, or to the list, answered.
create or replace function app.publicity_ended(nomination uuid) returns date language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return (
    select max(greatest(l.closes_on, o.last))
      from publicity_items x join publicity_lists l on l.id = x.list_id and l.state = 'published' and l.closes_on < today()
      cross join lateral (select count(*) filter (where b.state = 'open') as open, max((b.answered_at at time zone 'Asia/Ho_Chi_Minh')::date) as last
                            from publicity_objections b where b.list_id = l.id and coalesce(b.nomination_id, x.nomination_id) = x.nomination_id) o
     where x.nomination_id = nomination and o.open = 0);
end $$;

drop function if exists app.publicity_done(uuid);
create or replace function app.publicity_step(l app.publicity_lists) returns text language sql stable security definer set search_path = app, pg_temp as $$
  select case when l.state <> 'published' then l.state when today() < l.opens_on then 'not_yet' when today() <= l.closes_on then 'running'
              when exists (select from publicity_objections o where o.list_id = l.id and o.state = 'open') then 'answers_missing' else 'done' end
$$;

-- ---- objections ----

create or replace function app.objection_faults(l app.publicity_lists, body jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select '/nominee', 'objection_nominee_not_listed', '{}'::jsonb
   where body ->> 'nominee' is not null and not exists (select from publicity_items x where x.list_id = l.id and x.ordinal = (body ->> 'nominee')::int)
$$;

-- Enters an objection of a unit, or of somebody of the public; only while the list is open.
create or replace function app.enter_objection(list uuid, body jsonb, objecting int) returns uuid language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  l publicity_lists;
  made uuid;
begin
  select * into l from publicity_lists where id = list and state = 'published' for no key update;
  if not found or l.opens_on > today() then
    perform raise_problem(404, 'not_found');
  elsif l.closes_on < today() then
    perform raise_problem(409, 'publicity_is_over', jsonb_build_object('closes_on', to_char(l.closes_on, 'DD/MM/YYYY')));
  end if;
  perform raise_faults(array(select f from objection_faults(l, body) f));
  insert into publicity_objections(list_id, unit_id, lead_unit_id, nomination_id, text, document_id, received_at)
  select l.id, l.unit_id, objecting, (select x.nomination_id from publicity_items x where x.list_id = l.id and x.ordinal = (body ->> 'nominee')::int), body ->> 'text',
         (body ->> 'document')::uuid, business_now()
  returning id into made;
  return made;
end $$;

create or replace function app.new_objection(list uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select row('/document', 'document_not_found', '{}')::fault where body ->> 'document' is not null and not document_is_seen((body ->> 'document')::uuid)));
  return enter_objection(list, body, claim_unit());
end $$;

-- Who it is and how to reach him is kept apart.
create or replace function app.new_public_objection(list uuid, body jsonb) returns table (received_at timestamptz) language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  made uuid := enter_objection(list, body - 'document', null);
begin
  insert into publicity_objectors(objection_id, unit_id, name, contact) select o.id, o.unit_id, body ->> 'name', body ->> 'contact' from publicity_objections o where o.id = made;
  return query select o.received_at from publicity_objections o where o.id = made;
end $$;

create or replace function app.objection_answer_is_wrong(wanted uuid, details jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/details/document', 'document_not_found', '{}'::jsonb where details ->> 'document' is not null and not document_is_seen((details ->> 'document')::uuid)
$$;

create or replace function app.answer_objection(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  update publicity_objections o
     set answer = m.note, outcome = m.details ->> 'outcome', answered_at = m.moved_at, answer_document_id = (m.details ->> 'document')::uuid from moves m where o.id = wanted and m.id = move;
end $$;

-- ---- what replies show ----

create or replace function app.laid_open(list uuid) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('nominee', x.ordinal, 'name', x.name, 'kind', x.kind, 'position', x."position", 'unit', x.honouree_unit, 'award_type', x.award_type,
                                               'award_type_name', award_name(x.award_type)) order by x.ordinal), '[]')
    from publicity_items x join publicity_lists l on l.id = x.list_id and l.state <> 'draft' where x.list_id = list
$$;

drop function if exists app.publicity_list_shown(app.publicity_lists);
create or replace function app.publicity_list_shown(l app.publicity_lists)
returns table (id uuid, "unit.id" uuid, "unit.code" text, "unit.name" text, round uuid, title text, note text, opens_on date, closes_on date, working_days int, citation text, nominees jsonb,
               nominations uuid[], objection_count int, unanswered_count int, step text, invented boolean, state text, version int, created_at timestamptz, changed_at timestamptz,
               allowed_actions text[], _unit_id int, _published boolean)
language sql volatile rows 1 as $$
  select l.id, unit_uid(l.unit_id), unit_code_on(l.unit_id), unit_name_on(l.unit_id), l.round_id, l.title, l.note, l.opens_on, l.closes_on, l.working_days, l.citation, laid_open(l.id),
         array(select x.nomination_id from publicity_items x join nominations n on n.id = x.nomination_id where x.list_id = l.id order by x.ordinal),
         (select count(*) from publicity_objections o where o.list_id = l.id)::int, (select count(*) from publicity_objections o where o.list_id = l.id and o.state = 'open')::int,
         publicity_step(l), l.invented, l.state, l.version, l.created_at, l.changed_at, allowed_actions('publicity_list', l.id), l.unit_id, l.published
$$;

create or replace function app.publicity_list_made(wanted uuid) returns setof app.publicity_lists language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from publicity_lists where id = wanted
$$;

-- What of a nominee an objection is about; the person who objects stands only before the desk that answers.
create or replace function app.objection_shown(o app.publicity_objections)
returns table (id uuid, list uuid, "from_unit.id" uuid, "from_unit.code" text, "from_unit.name" text, source text, nominee int, nominee_name text, text text, document_id uuid, received_at timestamptz,
               objector_name text, objector_contact text, outcome text, answer text, answered_at timestamptz, answer_document_id uuid, state text, version int, allowed_actions text[],
               _unit_id int, _lead_unit_id int)
language sql volatile rows 1 as $$
  select o.id, o.list_id, unit_uid(o.lead_unit_id), unit_code_on(o.lead_unit_id), unit_name_on(o.lead_unit_id), case when o.lead_unit_id is null then 'public' else 'unit' end,
         x.ordinal, x.name, o.text, o.document_id, o.received_at, p.name, p.contact, o.outcome, o.answer, o.answered_at, o.answer_document_id, o.state, o.version,
         allowed_actions('objection', o.id), o.unit_id, o.lead_unit_id
    from (select 1) one left join publicity_items x on x.list_id = o.list_id and x.nomination_id = o.nomination_id left join publicity_objectors p on p.objection_id = o.id
$$;

create or replace function app.objection_made(wanted uuid) returns setof app.publicity_objections language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from publicity_objections where id = wanted
$$;

create or replace function app.seen_publicity_list(wanted uuid) returns uuid language sql stable set search_path = app, pg_temp as $$
  select found_or_404(wanted::text, (select id from publicity_lists where id = wanted))
$$;

-- Lists that anybody may read today.
create or replace function app.public_consultations() returns table (id uuid, title text, note text, unit_name text, opens_on date, closes_on date, citation text, nominees jsonb)
language sql stable security definer set search_path = app, pg_temp as $$
  select l.id, l.title, l.note, unit_name_on(l.unit_id), l.opens_on, l.closes_on, l.citation, laid_open(l.id)
    from publicity_lists l where l.state = 'published' and today() between l.opens_on and l.closes_on order by l.closes_on, l.id
$$;

select app.by_engine('app.publicity_faults(uuid,jsonb)', 'app.publicity_term(uuid,date)', 'app.list_cannot_open(uuid,jsonb)', 'app.open_publicity(uuid,uuid)', 'app.withdraw_publicity(uuid,uuid)',
  'app.publicity_ended(uuid)', 'app.publicity_step(app.publicity_lists)', 'app.objection_faults(app.publicity_lists,jsonb)', 'app.enter_objection(uuid,jsonb,int)',
  'app.new_public_objection(uuid,jsonb)', 'app.answer_objection(uuid,uuid)', 'app.laid_open(uuid)', 'app.public_consultations()');
revoke execute on function app.open_publicity(uuid, uuid), app.withdraw_publicity(uuid, uuid), app.answer_objection(uuid, uuid) from thidua_service;
