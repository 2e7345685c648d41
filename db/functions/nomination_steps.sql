-- What stands beside a nomination: opinions, questions to other bodies, rules set aside; and the steps of its route.

-- The nomination when the caller sees it, 404 otherwise: for lists of what belongs to it.
create or replace function app.seen_nomination(wanted uuid) returns uuid language plpgsql stable set search_path = app, pg_temp as $$
begin
  if not exists (select from nominations where id = wanted) then
    perform raise_problem(404, 'not_found');
  end if;
  return wanted;
end $$;

-- A paper is read with what it was given for.
create or replace function app.link_paper(paper uuid, to_thing text, to_thing_id uuid) returns void language sql security definer set search_path = app, extensions, pg_temp as $$
  insert into document_links(document_id, unit_id, thing, thing_id, purpose)
  select id, unit_id, to_thing, to_thing_id, 'other' from documents where id = paper and document_is_seen(paper) on conflict do nothing
$$;

create or replace function app.paper_faults(body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/document', 'document_not_found', '{}'::jsonb where body ->> 'document' is not null and not document_is_seen((body ->> 'document')::uuid)
$$;

-- ---- endorsements ----

create or replace function app.new_endorsement(nomination uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
#variable_conflict use_variable
declare
  made uuid;
begin
  perform raise_faults(array(select f from paper_faults(body) f)
    || array(select row('/document', 'required', '{}')::fault where body ->> 'kind' = 'party_opinion' and body ->> 'document' is null)
    || array(select row('/given_on', 'issue_date_in_the_future', jsonb_build_object('date', body ->> 'given_on', 'today', today()))::fault where (body ->> 'given_on')::date > today())
    || array(select row('/body', 'endorsed_twice', jsonb_build_object('body', body ->> 'body'))::fault
              where exists (select from endorsements e where e.nomination_id = nomination and e.kind = body ->> 'kind' and e.body = body ->> 'body')));
  insert into endorsements(nomination_id, unit_id, issuer_id, kind, body, opinion, given_on, number, note, document_id, recorded_by_unit_id)
  select n.id, n.unit_id, n.issuer_id, e.kind, e.body, e.opinion, e.given_on, e.number, e.note, (new_endorsement.body ->> 'document')::uuid, claim_unit()
    from nominations n, jsonb_populate_record(null::endorsements, new_endorsement.body) e where n.id = nomination
  returning id into made;
  perform link_paper((body ->> 'document')::uuid, 'endorsement', made);
  return made;
end $$;

-- By who recorded it; what a result rests on stays.
create or replace function app.delete_endorsement(wanted uuid) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('endorsement'), 'who', unit_name_on(e.recorded_by_unit_id)))
     from endorsements e where e.id = wanted and e.recorded_by_unit_id <> claim_unit();
  perform raise_problem(409, 'nomination_has_a_result', jsonb_build_object('state', n.state, 'state_label', label('nomination_state', n.state)))
     from endorsements e join nominations n on n.id = e.nomination_id where e.id = wanted and n.state not in ('draft', 'submitted', 'received', 'incomplete', 'appraised', 'held');
  delete from endorsements where id = wanted;
  return wanted;
end $$;

create or replace function app.endorsement_shown(shown app.endorsements)
returns table (id uuid, nomination_id uuid, kind text, body text, opinion text, given_on date, number text, note text, document_id uuid, "recorded_by.id" uuid,
               "recorded_by.code" text, "recorded_by.name" text, version int, created_at timestamptz, changed_at timestamptz, allowed_actions text[], _unit_id int, _issuer_id int)
language sql volatile rows 1 as $$
  select shown.id, shown.nomination_id, shown.kind, shown.body, shown.opinion, shown.given_on, shown.number, shown.note, shown.document_id,
         unit_uid(shown.recorded_by_unit_id), unit_code_on(shown.recorded_by_unit_id), unit_name_on(shown.recorded_by_unit_id), shown.version, shown.created_at,
         shown.changed_at, allowed_actions('endorsement', shown.id), n.unit_id, case when n.state <> 'draft' then n.issuer_id end
    from nominations n where n.id = shown.nomination_id
$$;

create or replace function app.endorsement_made(wanted uuid) returns setof app.endorsements language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from endorsements where id = wanted
$$;

-- ---- rules set aside ----

create or replace function app.new_override(nomination uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  made uuid;
begin
  perform raise_problem(403, 'maker_is_not_checker', jsonb_build_object('thing', thing_label('nomination'), 'to_label', thing_label('override'),
                        'who', who('reviewer', 'issuer', to_jsonb(n)))) from nominations n where n.id = nomination and n.submitted_by = any (claim_persons());
  perform raise_faults(array(select f from paper_faults(body) f)
    || array(select row('/rule', 'overridden_already', '{}')::fault where exists (select from nomination_overrides o where o.nomination_id = nomination and o.rule = body ->> 'rule')));
  insert into nomination_overrides(nomination_id, unit_id, issuer_id, rule, reason, document_id)
  select n.id, n.unit_id, n.issuer_id, body ->> 'rule', body ->> 'reason', (body ->> 'document')::uuid from nominations n where n.id = nomination
  returning id into made;
  perform link_paper((body ->> 'document')::uuid, 'override', made);
  return made;
end $$;

create or replace function app.override_shown(shown app.nomination_overrides)
returns table (id uuid, nomination_id uuid, rule text, reason text, document_id uuid, "by" text, version int, created_at timestamptz, _unit_id int, _issuer_id int)
language sql volatile rows 1 as $$
  select shown.id, shown.nomination_id, shown.rule, shown.reason, shown.document_id, person_name(shown.created_by), shown.version, shown.created_at, shown.unit_id, shown.issuer_id
$$;

create or replace function app.override_made(wanted uuid) returns setof app.nomination_overrides language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from nomination_overrides where id = wanted
$$;

-- ---- consultations ----

create or replace function app.new_consultations(nomination uuid, body jsonb) returns setof uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(
    select row(format('/units/%s', u.ordinal - 1), case when unit_found(u.reference) is null then 'unit_not_found' when unit_found(u.reference) = claim_unit() then 'consulted_is_judge'
                 else 'consulted_twice' end, jsonb_build_object('reference', u.reference, 'unit', unit_name_on(unit_found(u.reference))))::fault
      from jsonb_array_elements_text(body -> 'units') with ordinality u(reference, ordinal)
     where unit_found(u.reference) is null or unit_found(u.reference) = claim_unit()
        or exists (select from consultations c where c.nomination_id = nomination and c.lead_unit_id = unit_found(u.reference))
        or exists (select from jsonb_array_elements_text(body -> 'units') with ordinality b(reference, ordinal)
                    where b.ordinal < u.ordinal and unit_found(b.reference) = unit_found(u.reference))
    union all
    select row('/due_on', 'answer_due_not_ahead', jsonb_build_object('today', today()))::fault where (body ->> 'due_on')::date <= today()));
  return query
    insert into consultations(nomination_id, unit_id, lead_unit_id, question, due_on, asked_on)
    select nomination, claim_unit(), unit_found(reference), body ->> 'question', (body ->> 'due_on')::date, today()
      from jsonb_array_elements_text(body -> 'units') with ordinality u(reference, ordinal) order by ordinal
    returning id;
end $$;

create or replace function app.consultation_answer_is_wrong(wanted uuid, details jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/details/document', 'document_not_found', '{}'::jsonb
   where details ->> 'document' is not null and not document_is_seen((details ->> 'document')::uuid)
$$;

-- The answer as it was given; whoever asked reads its document with it.
create or replace function app.answer_consultation(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  said moves;
begin
  select * into strict said from moves where id = move;
  update consultations
     set opinion = said.details ->> 'opinion', reply = said.note, reply_document_id = (said.details ->> 'document')::uuid, replied_by = said.actor_id, replied_at = said.moved_at
   where id = wanted;
  perform link_paper((said.details ->> 'document')::uuid, 'consultation', wanted);
end $$;

-- Of whom it speaks is told to whoever is asked; which nomination it is, to who reaches the one that asks.
create or replace function app.consultation_shown(shown app.consultations)
returns table (id uuid, nomination_id uuid, "honouree.kind" text, "honouree.name" text, award_type_name text, "asking_unit.id" uuid, "asking_unit.code" text,
               "asking_unit.name" text, "asked_unit.id" uuid, "asked_unit.code" text, "asked_unit.name" text, question text, asked_on date, due_on date, overdue boolean,
               opinion text, reply text, reply_document_id uuid, replied_at timestamptz, state text, version int, created_at timestamptz, changed_at timestamptz,
               allowed_actions text[], _unit_id int, _lead_unit_id int)
language sql volatile rows 1 security definer set search_path = app, pg_temp as $$
  select shown.id, case when unit_reaches(claim_unit(), shown.unit_id) then n.id end, h.kind, h.name, award_name(n.award_type), unit_uid(shown.unit_id), unit_code_on(shown.unit_id),
         unit_name_on(shown.unit_id), unit_uid(shown.lead_unit_id), unit_code_on(shown.lead_unit_id), unit_name_on(shown.lead_unit_id), shown.question, shown.asked_on,
         shown.due_on, coalesce(shown.state = 'asked' and shown.due_on < today(), false), shown.opinion, shown.reply, shown.reply_document_id, shown.replied_at, shown.state,
         shown.version, shown.created_at, shown.changed_at, allowed_actions('consultation', shown.id), shown.unit_id, shown.lead_unit_id
    from nominations n join honourees h on h.id = n.honouree_id where n.id = shown.nomination_id
$$;

create or replace function app.consultation_made(wanted uuid) returns setof app.consultations language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from consultations where id = wanted
$$;

-- ---- the steps of a nomination ----

-- What a step of the route has come to: opinions asked for and given, lists published, votes taken.
create or replace function app.step_standing(n app.nominations, wanted text) returns table (state text, since date) language plpgsql stable strict set search_path = app, pg_temp as $$
begin
  return query select case when s.done then 'done' else 'waiting' end, case when s.done then s.day end from (
    select count(*) > 0 and bool_and(c.state = 'answered') as done, max(c.replied_at)::date as day
      from consultations c where c.nomination_id = n.id and c.state <> 'withdrawn' and wanted = 'consultation'
    having wanted = 'consultation'
    union all
    select count(*) > 0, max(e.given_on) from endorsements e
     where e.nomination_id = n.id and e.kind = 'party_opinion' and e.opinion = 'agree' and wanted = 'party_opinion'
    having wanted = 'party_opinion') s;
  if not found and wanted = 'publicity' then
    return query select case when d.ended is null then 'waiting' else 'done' end, d.ended from publicity_ended(n.id) d(ended);
  elsif not found then
    return query select case when n.state in ('passed', 'failed', 'decided', 'forwarded_up') then 'done' else 'waiting' end, null::date;
  end if;
end $$;

-- Every step there is, in the order of the route, and whether an award asks for it: one answer for all cases of the kind.
create or replace function app.route_steps(wanted_type text, kind text, why text, unit int) returns jsonb language plpgsql stable set search_path = app, pg_temp as $$
begin
  return (select jsonb_agg(jsonb_build_object('step', k.step, 'needed', r.step is not null, 'citation', r.citation) order by r.ordinal nulls last, k.ordinal)
    from unnest('{consultation,publicity,party_opinion,standing_committee,council}'::text[]) with ordinality k(step, ordinal)
    left join route_of(wanted_type, kind, why, unit, today()) r on r.step = k.step);
end $$;

-- Was it laid open, though nothing asks for it? Then objections to it are answered before the vote all the same.
create or replace function app.is_laid_open(nomination uuid) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return exists (select from publicity_items x join publicity_lists l on l.id = x.list_id and l.state = 'published' where x.nomination_id = nomination);
end $$;

-- Every step with where it stands: done, waiting, or not needed for this award.
drop function if exists app.steps_of(app.nominations, text, text);
create or replace function app.steps_of(n app.nominations, route jsonb) returns jsonb language plpgsql stable set search_path = app, pg_temp as $$
begin
  return (select jsonb_agg(jsonb_build_object('step', r.step, 'state', coalesce(s.state, 'not_needed'), 'since', s.since, 'citation', r.citation) order by r.place)
    from rows from (jsonb_to_recordset(route) as (step text, needed boolean, citation text)) with ordinality r(step, needed, citation, place)
    left join lateral step_standing(n, case when r.needed or r.step = 'publicity' and is_laid_open(n.id) then r.step end) s on true);
end $$;

drop function if exists app.nomination_steps(uuid);

-- Everything that keeps nominations from being put to a vote, at once.
create or replace function app.cases_not_ready(cases uuid[]) returns table (nomination_id uuid, code text, params jsonb) language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
    with c as materialized (
      select n, n.id, case n.state when 'held' then standing_of(n) else n.state end as state, n.honouree_id, n.award_type, n.unit_id, h.name, h.kind, p.reason
        from nominations n join honourees h on h.id = n.honouree_id join proposals p on p.id = n.proposal_id where n.id = any (cases)),
    routes as materialized (
      select r.*, route_steps(r.award_type, r.kind, r.reason, r.unit_id) as steps from (select distinct c.award_type, c.kind, c.reason, c.unit_id from c) r)
    select c.id, 'nomination_is_held', jsonb_build_object('honouree', c.name) from c where exists (select from hold_on(c.honouree_id, today()))
    union all
    select c.id, 'nomination_is_not_appraised', jsonb_build_object('honouree', c.name, 'state', c.state, 'state_label', label('nomination_state', c.state)) from c where c.state not in ('appraised', 'held')
    union all
    select c.id, 'step_is_waiting', jsonb_build_object('step', s.step, 'step_label', label('award_step', s.step), 'citation', s.citation)
      from c join routes r using (award_type, kind, reason, unit_id) cross join lateral jsonb_to_recordset(steps_of(c.n, r.steps)) s(step text, state text, citation text)
     where s.state = 'waiting' and s.step not in ('standing_committee', 'council');
end $$;

create or replace function app.ready_for_council(nomination uuid) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select '', r.code, r.params from cases_not_ready(array[nomination]) r
$$;

select app.by_engine('app.link_paper(uuid,text,uuid)', 'app.answer_consultation(uuid,uuid)', 'app.consultation_shown(app.consultations)',
  'app.is_laid_open(uuid)', 'app.cases_not_ready(uuid[])', 'app.ready_for_council(uuid)');
revoke execute on function app.answer_consultation(uuid, uuid) from thidua_service;
