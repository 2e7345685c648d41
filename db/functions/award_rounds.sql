-- Rounds of commendation: windows, quotas, registrations; the steps of a nomination by the route of its award.

-- ---- rounds ----

-- A round whose last day has passed takes another one first.
create or replace function app.round_cannot_open(wanted uuid, details jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select case when details ? 'closes_on' then '/details/closes_on' else '/closes_on' end, 'round_window_is_over',
         jsonb_build_object('closes_on', coalesce((details ->> 'closes_on')::date, r.closes_on), 'today', today())
    from award_rounds r where r.id = wanted and coalesce((details ->> 'closes_on')::date, r.closes_on) < today()
$$;

create or replace function app.reopen_round(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  update award_rounds r set closes_on = coalesce((m.details ->> 'closes_on')::date, r.closes_on), window_citation = case when m.details ? 'closes_on' then null else r.window_citation end
    from moves m where r.id = wanted and m.id = move;
end $$;

-- ---- consultations ----

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
  insert into document_links(document_id, unit_id, thing, thing_id, purpose)
  select id, unit_id, 'consultation', wanted, 'other' from documents where id = (said.details ->> 'document')::uuid on conflict do nothing;
end $$;

-- ---- the steps of a nomination ----

-- What a step of the route has come to: opinions asked for and given, lists published, votes taken.
create or replace function app.step_standing(n app.nominations, wanted text) returns table (state text, since date) language plpgsql stable set search_path = app, pg_temp as $$
begin
  return query select case when s.done then 'done' else 'waiting' end, case when s.done then s.day end from (
    select count(*) > 0 and bool_and(c.state = 'answered') as done, max(c.replied_at)::date as day
      from consultations c where c.nomination_id = n.id and c.state <> 'withdrawn' and wanted = 'consultation'
    having wanted = 'consultation'
    union all
    select count(*) > 0, max(e.given_on) from endorsements e
     where e.nomination_id = n.id and e.kind = 'party_opinion' and e.opinion = 'agree' and wanted = 'party_opinion'
    having wanted = 'party_opinion') s;
  if not found and wanted = 'publicity' and to_regprocedure('app.publicity_ended(uuid)') is not null then
    return query execute 'select case when d is null then ''waiting'' else ''done'' end, d from app.publicity_ended($1) d' using n.id;
  elsif not found then
    return query select case when n.state in ('passed', 'failed', 'decided', 'forwarded_up') then 'done' else 'waiting' end, null::date;
  end if;
end $$;

-- Every step with where it stands: done, waiting, or not needed for this award; in the order of the route.
create or replace function app.nomination_steps(nomination uuid) returns jsonb language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  n nominations;
  p proposals;
  kind text;
begin
  select * into n from nominations where id = nomination;
  select * into p from proposals where id = n.proposal_id;
  if to_regprocedure('app.route_of(text,text,text,int,date)') is null then
    return '[]';
  end if;
  select h.kind into kind from honourees h where h.id = n.honouree_id;
  return (select coalesce(jsonb_agg(jsonb_build_object('step', k.code, 'state', coalesce(s.state, 'not_needed'), 'since', s.since, 'citation', r.citation)
                                    order by r.ordinal nulls last, k.ordinal), '[]')
            from catalogues k left join route_of(n.award_type, kind, p.reason, p.unit_id, today()) r on r.step = k.code
            left join lateral step_standing(n, r.step) s on r.step is not null
           where k.catalogue = 'award_step');
end $$;

-- Everything that keeps a nomination from being put to a vote, at once.
create or replace function app.ready_for_council(nomination uuid) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select '', 'nomination_is_held', jsonb_build_object('honouree', h.name)
    from nominations n join honourees h on h.id = n.honouree_id
   where n.id = nomination and (n.state = 'held' or exists (select from hold_on(n.honouree_id, today())))
  union all
  select '', 'nomination_is_not_appraised', jsonb_build_object('honouree', h.name, 'state', n.state, 'state_label', label('nomination_state', n.state))
    from nominations n join honourees h on h.id = n.honouree_id where n.id = nomination and n.state not in ('appraised', 'held')
  union all
  select '', 'step_is_waiting', jsonb_build_object('step', s.step, 'step_label', label('award_step', s.step), 'citation', s.citation)
    from nominations n, jsonb_to_recordset(nomination_steps(n.id)) s(step text, state text, citation text)
   where n.id = nomination and s.state = 'waiting' and s.step not in ('standing_committee', 'council')
$$;

select app.by_engine('app.nomination_steps(uuid)', 'app.ready_for_council(uuid)', 'app.reopen_round(uuid,uuid)', 'app.answer_consultation(uuid,uuid)');
revoke execute on function app.reopen_round(uuid, uuid), app.answer_consultation(uuid, uuid) from thidua_service;
