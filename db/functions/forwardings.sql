-- Nominations on their way up: sent, received, sent back, refused, decided; a step to each level, so that everybody sees where
-- a case is. What a higher level decides enters the ledger as decided elsewhere.

-- Who has a nomination now: the unit here that received its last step, else who sent that, else who judges it.
create or replace function app.forwarding_holder(nomination uuid) returns int language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce((select case when f.state = 'received' then coalesce(f.lead_unit_id, f.issuer_id) else f.issuer_id end
                     from forwardings f where f.nomination_id = nomination and f.state in ('sent', 'received') order by f.ordinal desc limit 1),
                  (select n.issuer_id from nominations n where n.id = nomination))
$$;

create or replace function app.forwarding_faults(n app.nominations, given jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  with last as (select f.* from forwardings f where f.nomination_id = n.id and f.state in ('sent', 'received') order by f.ordinal desc limit 1)
  select '/level', 'forwarding_goes_up', jsonb_build_object('level_label', label('forwarding_level', l.level), 'body', l.body)
    from last l, catalogues a, catalogues b where a.catalogue = 'forwarding_level' and b.catalogue = 'forwarding_level' and a.code = l.level and b.code = given ->> 'level' and b.ordinal <= a.ordinal
  union all
  select '', 'forwarding_not_received', jsonb_build_object('body', l.body) from last l where l.state = 'sent'
  union all
  select '', 'nomination_is_in_a_decision', jsonb_build_object('decision', d.title)
    from award_decision_nominations x join award_decisions d on d.id = x.decision_id where x.nomination_id = n.id
  union all
  select '/sent_on', 'date_after_today', jsonb_build_object('date', given ->> 'sent_on', 'today', today()) where (given ->> 'sent_on')::date > today()
  union all
  select '/receiving_unit', case when unit_found(given ->> 'receiving_unit') is null then 'unit_not_found' else 'receiving_unit_not_above' end,
         jsonb_build_object('reference', given ->> 'receiving_unit', 'unit', unit_name_on(unit_found(given ->> 'receiving_unit')))
   where given ->> 'receiving_unit' is not null and not coalesce(unit_is_above(unit_found(given ->> 'receiving_unit'), claim_unit()), false)
  union all
  select '/document', 'document_not_found', '{}'::jsonb where given ->> 'document' is not null and not document_is_seen((given ->> 'document')::uuid)
$$;

create or replace function app.new_forwarding(wanted uuid, given jsonb) returns setof app.forwardings language plpgsql set search_path = app, pg_temp as $$
declare
  n nominations;
begin
  select * into strict n from nominations where id = wanted;
  if forwarding_holder(wanted) is distinct from claim_unit() then
    perform raise_problem(403, 'not_allowed', jsonb_build_object('thing', thing_label('nomination'), 'who', unit_name_on(forwarding_holder(wanted))));
  end if;
  perform raise_faults(array(select f from forwarding_faults(n, given) f));
  return query
    insert into forwardings(nomination_id, unit_id, issuer_id, lead_unit_id, ordinal, level, body, sent_on, number, document_id, note)
    select n.id, n.unit_id, claim_unit(), r.unit, (select count(*) from forwardings f where f.nomination_id = wanted) + 1, given ->> 'level',
           coalesce(given ->> 'body', unit_name_on(r.unit)), coalesce((given ->> 'sent_on')::date, today()), given ->> 'number', (given ->> 'document')::uuid, given ->> 'note'
      from (select unit_found(given ->> 'receiving_unit') as unit) r
    returning *;
end $$;

-- With its first step a nomination leaves the hands of who judged it.
create or replace function app.forwarding_begins() returns trigger language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  insert into moves(thing, thing_id, to_state) select 'nomination', n.id, 'forwarded_up' from nominations n where n.id = new.nomination_id and n.state <> 'forwarded_up';
  insert into document_links(document_id, unit_id, thing, thing_id, purpose)
  select d.id, d.unit_id, 'nomination', new.nomination_id, 'other' from documents d where d.id = new.document_id on conflict do nothing;
  return null;
end $$;
drop trigger if exists forwarding_begins on app.forwardings;
create trigger forwarding_begins after insert on app.forwardings for each row execute function app.forwarding_begins();

-- The article by which a level decides on an award; a type that the law gives nobody is decided by whoever did.
create or replace function app.authority_of_level(wanted_type text, wanted_level text, on_day date) returns table (allowed boolean, citation text, deciders text[])
language sql stable set search_path = app, pg_temp as $$
  with own as (
    select r.* from award_rules r
     where r.rule = 'authority' and r.award_type = wanted_type and r.unit_id is null and r.valid_from <= on_day and coalesce(r.valid_to, 'infinity') > on_day),
  here as (select citation from own where granting_level = case wanted_level when 'province' then 'province' else 'country' end and (value ->> 'allowed')::boolean limit 1)
  select exists (select from here) or not exists (select from own), coalesce((select citation from here), (select string_agg(distinct citation, '; ') from own), ''),
         array(select distinct value -> 'decider' ->> claim_language() from own where (value ->> 'allowed')::boolean)
$$;

create or replace function app.forwarding_cannot_move(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  with f as (select * from forwardings where id = wanted)
  select '', 'forwarding_is_not_last', jsonb_build_object('body', l.body)
    from f join forwardings l on l.nomination_id = f.nomination_id and l.ordinal > f.ordinal and l.state in ('sent', 'received') where f.state in ('sent', 'received')
  union all
  select '/details/' || k, 'date_after_today', jsonb_build_object('date', details ->> k, 'today', today())
    from unnest('{received_on,decided_on}'::text[]) k where (details ->> k)::date > today()
  union all
  select '/details/received_on', 'forwarding_is_received_after_it_is_sent', jsonb_build_object('sent_on', f.sent_on) from f where (details ->> 'received_on')::date < f.sent_on
  union all
  select '/details/document', 'document_not_found', '{}'::jsonb where details ->> 'document' is not null and not document_is_seen((details ->> 'document')::uuid)
$$;

-- A decision of a higher level: within what the law gives that level, and on nobody who is held.
create or replace function app.forwarding_cannot_end(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select f.* from forwarding_cannot_move(wanted, details) f
  union all
  select '', 'nomination_is_held', jsonb_build_object('honouree', h.name)
    from forwardings f join nominations n on n.id = f.nomination_id and n.state = 'held' join honourees h on h.id = n.honouree_id where f.id = wanted
  union all
  select '/details/decided_on', 'authority_missing', jsonb_build_object('award_type', n.award_type, 'name', award_name(n.award_type), 'unit', f.body, 'level', f.level,
         'decided_on', details ->> 'decided_on', 'citation', a.citation, 'allowed', to_jsonb(a.deciders), 'who', deciders_said(a.deciders))
    from forwardings f join nominations n on n.id = f.nomination_id cross join authority_of_level(n.award_type, f.level, (details ->> 'decided_on')::date) a
   where f.id = wanted and details ->> 'decided_on' is not null and not a.allowed
$$;

create or replace function app.receive_forwarding(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  update forwardings f set received_on = coalesce((m.details ->> 'received_on')::date, today()) from moves m where f.id = wanted and m.id = move;
end $$;

-- Sent back: to the unit here that had it before, or to where it stood when it left.
create or replace function app.return_forwarding(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  f forwardings;
begin
  update forwardings x set ended_on = today(), note = m.note from moves m where x.id = wanted and m.id = move returning x.* into f;
  if exists (select from forwardings p where p.nomination_id = f.nomination_id and p.state in ('sent', 'received')) then
    return;
  end if;
  insert into moves(thing, thing_id, to_state)
  select 'nomination', id, left_from(id, 'forwarded_up') from nominations where id = f.nomination_id and state = 'forwarded_up';
end $$;

create or replace function app.refuse_forwarding(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  said moves;
begin
  select * into strict said from moves where id = move;
  update forwardings set ended_on = today(), note = said.note where id = wanted;
  insert into moves(thing, thing_id, to_state, note) select 'nomination', nomination_id, 'failed', said.note from forwardings where id = wanted;
end $$;

create or replace function app.decide_forwarding(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  said moves;
  f forwardings;
begin
  select * into strict said from moves where id = move;
  update forwardings x
     set ended_on = (said.details ->> 'decided_on')::date, decision_number = said.details ->> 'number', decider = coalesce(said.details ->> 'decider', x.body),
         decision_document_id = (said.details ->> 'document')::uuid
   where x.id = wanted returning * into f;
  insert into awards(unit_id, issuer_id, nomination_id, honouree_id, honouree_name, honouree_kind, award_type, campaign_id, reason, achievement, citation_text, decision_number,
                     decided_on, register_year, year, authority_citation, factor, base_salary, bonus, bonus_citation, decider, decision_document_id, forwarding_id, invented)
  select h.unit_id, f.issuer_id, n.id, h.id, h.name, h.kind, n.award_type, p.campaign_id, p.reason, n.achievement, n.citation_text, f.decision_number, f.ended_on,
         extract(year from f.ended_on), coalesce(r.year, extract(year from coalesce(n.achievement_to, f.ended_on))), a.citation, b.factor, b.base_salary, b.bonus, b.citation,
         f.decider, f.decision_document_id, f.id, p.invented
    from nominations n join proposals p on p.id = n.proposal_id join honourees h on h.id = n.honouree_id left join award_rounds r on r.id = p.round_id
    cross join lateral authority_of_level(n.award_type, f.level, f.ended_on) a left join lateral bonus_on(n.award_type, h.kind, f.ended_on) b on true
   where n.id = f.nomination_id;
  insert into moves(thing, thing_id, to_state) values ('nomination', f.nomination_id, 'decided');
end $$;

-- The level that decided takes it back: the award is revoked here as there.
create or replace function app.cancel_forwarding(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  perform revoke_award(a.id, null) from awards a where a.forwarding_id = wanted;
end $$;

create or replace function app.forwarding_shown(f app.forwardings)
returns table (id uuid, nomination uuid, ordinal int, "level" text, body text, "receiving_unit.id" uuid, "receiving_unit.code" text, "receiving_unit.name" text, "sent_by.id" uuid, "sent_by.code" text,
               "sent_by.name" text, sent_on date, number text, document_id uuid, received_on date, ended_on date, note text, decision_number text, decider text, decision_document_id uuid,
               award_id uuid, state text, version int, created_at timestamptz, changed_at timestamptz, allowed_actions text[], _unit_id int, _issuer_id int, _lead_unit_id int)
language sql volatile rows 1 as $$
  select f.id, f.nomination_id, f.ordinal, f.level, f.body, unit_uid(f.lead_unit_id), unit_code_on(f.lead_unit_id, f.sent_on), unit_name_on(f.lead_unit_id, f.sent_on), unit_uid(f.issuer_id),
         unit_code_on(f.issuer_id, f.sent_on), unit_name_on(f.issuer_id, f.sent_on), f.sent_on, f.number, f.document_id, f.received_on, f.ended_on, f.note, f.decision_number, f.decider,
         f.decision_document_id, (select a.id from awards a where a.forwarding_id = f.id), f.state, f.version, f.created_at, f.changed_at, allowed_actions('forwarding', f.id),
         f.unit_id, f.issuer_id, f.lead_unit_id
$$;

select app.by_engine('app.forwarding_holder(uuid)', 'app.forwarding_faults(app.nominations,jsonb)', 'app.forwarding_begins()', 'app.forwarding_cannot_move(uuid,jsonb)',
  'app.forwarding_cannot_end(uuid,jsonb)', 'app.receive_forwarding(uuid,uuid)', 'app.return_forwarding(uuid,uuid)', 'app.refuse_forwarding(uuid,uuid)', 'app.decide_forwarding(uuid,uuid)',
  'app.cancel_forwarding(uuid,uuid)');
revoke execute on function app.receive_forwarding(uuid, uuid), app.return_forwarding(uuid, uuid), app.refuse_forwarding(uuid, uuid), app.decide_forwarding(uuid, uuid), app.cancel_forwarding(uuid, uuid) from thidua_service;
