-- Decisions on commendation: award, correction, revocation, restoration; signed, published, and what they do to the ledger.

-- ---- who decides on what was granted ----

-- A unit, and who has its dossiers since it ended: what it granted is corrected and revoked by these only.
create or replace function app.heirs_of(unit int) returns setof int language sql stable security definer set search_path = app, pg_temp as $$
  with recursive line(unit_id) as (
    select unit union select h.successor_id from line join unit_heirs() h on h.predecessor_id = line.unit_id)
  select unit_id from line
$$;

-- Does an award stand, for whatever is built on it?
create or replace function app.award_counts(a app.awards) returns boolean language sql immutable parallel safe as $$
  select a.state in ('active', 'corrected')
$$;

-- A short name that people can read out: year, six characters drawn by lot, and nothing that one takes for another.
create or replace function app.new_reference(prefix text) returns text language sql volatile set search_path = app, pg_temp as $$
  select prefix || '-' || to_char(today(), 'YYYY') || '-' || string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', get_byte(drawn, place) % 32 + 1, 1), '' order by place)
    from (select decode(right(replace(gen_random_uuid()::text, '-', ''), 12), 'hex') as drawn) d, generate_series(0, 5) place
$$;

-- ---- decisions ----

create or replace function app.decision_faults(decision uuid, body jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select format('/nominations/%s', i.ordinal - 1),
         case when n.id is null then 'nomination_not_found' when n.state <> 'passed' then 'nomination_not_passed'
              when i.ordinal <> i.first then 'not_unique' else 'nomination_is_in_a_decision' end,
         jsonb_strip_nulls(jsonb_build_object('state', n.state, 'state_label', label('nomination_state', n.state), 'honouree', h.name, 'decision', d.title))
    from (select id, ordinality as ordinal, min(ordinality) over (partition by id) as first
            from jsonb_array_elements_text(coalesce(nullif(body -> 'nominations', 'null'), '[]')) with ordinality a(id, ordinality)) i
    left join nominations n on n.id = i.id::uuid and n.issuer_id = claim_unit() and n.state <> 'draft'
    left join honourees h on h.id = n.honouree_id
    left join award_decision_nominations x on x.nomination_id = n.id and x.decision_id is distinct from decision
    left join award_decisions d on d.id = x.decision_id
   where n.id is null or n.state <> 'passed' or x.nomination_id is not null or i.ordinal <> i.first
  union all
  select '/document', 'document_not_found', '{}'::jsonb where body ->> 'document' is not null and not document_is_seen((body ->> 'document')::uuid)
$$;

-- What a decision of each kind is about, and nothing else.
create or replace function app.decision_kind_faults(kind text, body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/' || said, 'decision_of_another_kind', jsonb_build_object('kind', kind, 'kind_label', label('award_decision_kind', kind))
    from unnest(case when kind = 'award' then '{awards}'::text[] else '{nominations,embargo_until}'::text[] end) said where coalesce(body -> said, 'null') <> 'null'
  union all
  select f.* from decision_award_faults(kind, body -> 'awards') f where kind <> 'award'
$$;

-- Awards that a decision names: each in sight, granted by this unit or one whose dossiers it has, and in a state for it.
create or replace function app.decision_award_faults(kind text, items jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  with i as (
    select item, ordinality - 1 as place, min(ordinality - 1) over (partition by item ->> 'award') as first
      from jsonb_array_elements(coalesce(nullif(items, 'null'), '[]')) with ordinality l(item, ordinality)),
  found as (
    select i.*, a.id, a.state, a.issuer_id, a.decision_id, coalesce(a.corrected_name, a.honouree_name) as name, claim_unit() in (select heirs_of(a.issuer_id)) as granted_here
      from i left join awards a on a.id = (i.item ->> 'award')::uuid and thing_is_seen('award', thing_fact('award', a.id)))
  select format('/awards/%s/award', place),
         case when id is null then 'award_not_found' when place <> first then 'not_unique' when decision_id is null then 'award_decided_elsewhere'
              when not granted_here then 'award_not_granted_here' when kind = 'restoration' then 'award_not_revoked' else 'award_is_revoked' end,
         jsonb_strip_nulls(jsonb_build_object('honouree', name, 'unit', unit_name_on(issuer_id),
           'citation', case when decision_id is not null and not granted_here then (select r.citation from award_rule('revocation', null, null, null, issuer_id, today()) r) end))
    from found where id is null or place <> first or decision_id is null or not granted_here or (state = 'revoked') <> (kind = 'restoration')
  union all
  select format('/awards/%s/%s', place, w.property), 'required', jsonb_build_object('property', w.property)
    from i, (values ('correction', 'name'), ('revocation', 'ground'), ('revocation', 'note'), ('restoration', 'note')) w(of_kind, property)
   where w.of_kind = kind and coalesce(item ->> w.property, '') = ''
  union all
  select format('/awards/%s/name', place), 'name_is_the_same', jsonb_build_object('name', name) from found where kind = 'correction' and item ->> 'name' = name
  union all
  select '/awards', 'decision_needs_awards', jsonb_build_object('kind_label', label('award_decision_kind', kind)) where not exists (select from i)
$$;

create or replace function app.grant_in_decision(decision uuid, ids jsonb) returns void language sql set search_path = app, pg_temp as $$
  delete from award_decision_nominations where decision_id = decision and not ids ? nomination_id::text;
  insert into award_decision_nominations(nomination_id, decision_id, unit_id, ordinal)
  select id::uuid, decision, claim_unit(), ordinality from jsonb_array_elements_text(ids) with ordinality i(id, ordinality)
  on conflict (nomination_id) do update set ordinal = excluded.ordinal where award_decision_nominations.decision_id = decision;
$$;

create or replace function app.name_in_decision(decision uuid, items jsonb) returns void language sql set search_path = app, pg_temp as $$
  delete from award_decision_awards where decision_id = decision;
  insert into award_decision_awards(decision_id, award_id, unit_id, ordinal, name, ground, note)
  select decision, (item ->> 'award')::uuid, claim_unit(), ordinality, item ->> 'name', item ->> 'ground', item ->> 'note'
    from jsonb_array_elements(items) with ordinality i(item, ordinality);
$$;

create or replace function app.new_award_decision(body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  wanted text := coalesce(body ->> 'kind', 'award');
  made uuid;
begin
  perform raise_faults(array(select f from decision_faults(null, body) f) || array(select f from decision_kind_faults(wanted, body) f)
    || array(select row('/nominations', 'decision_needs_nominations', '{}')::fault where wanted = 'award' and jsonb_array_length(coalesce(nullif(body -> 'nominations', 'null'), '[]')) = 0));
  insert into award_decisions(unit_id, kind, reference, title, number, decided_on, signer, document_id, embargo_until, invented)
  select claim_unit(), wanted, new_reference('KT'), p.title, p.number, p.decided_on, nullif(p.signer, 'null'), (body ->> 'document')::uuid, p.embargo_until,
         coalesce(p.invented, false)
    from jsonb_populate_record(null::award_decisions, body) p
  returning id into made;
  if wanted = 'award' then
    perform grant_in_decision(made, body -> 'nominations');
  else
    perform name_in_decision(made, body -> 'awards');
  end if;
  return made;
end $$;

create or replace function app.patch_award_decision(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  of_kind text := (select kind from award_decisions where id = wanted);
begin
  perform raise_faults(array(select f from decision_faults(wanted, body) f)
    || array(select f from decision_kind_faults(of_kind, body) f where of_kind = 'award' or body ? 'awards' or f.pointer !~ '^/awards'));
  update award_decisions d
     set (title, number, decided_on, signer, document_id, embargo_until, invented)
       = (select p.title, p.number, p.decided_on, nullif(p.signer, 'null'), case when body ? 'document' then (body ->> 'document')::uuid else d.document_id end,
                 p.embargo_until, coalesce(p.invented, false)
            from jsonb_populate_record(d, body) p)
   where d.id = wanted;
  if body ? 'nominations' then
    perform grant_in_decision(wanted, body -> 'nominations');
  end if;
  if body ? 'awards' then
    perform name_in_decision(wanted, body -> 'awards');
  end if;
  return wanted;
end $$;

-- The last day of the papers that a decision rests on: the letters that propose, the minutes and the council's session. One
-- dated before them would choose its law.
create or replace function app.last_paper_of(decision uuid) returns date language sql stable security definer set search_path = app, pg_temp as $$
  select max(greatest(p.issued_on, m.issued_on, v.held_on))
    from award_decision_nominations x join nominations n on n.id = x.nomination_id join proposals p on p.id = n.proposal_id
    left join documents m on m.id = n.minutes_document_id
    left join lateral (select max(s.held_on) as held_on from council_session_items i join council_sessions s on s.id = i.session_id and s.state = 'minutes_signed' where i.nomination_id = n.id) v on true
   where x.decision_id = decision
$$;

-- Everything that keeps a decision from being signed, at once: its date, the authority of the granting unit on that date
-- for each award, its signed file, its signer, and what the signer submitted.
create or replace function app.decision_cannot_be_signed(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  with d as (
    select x.*, coalesce((details ->> 'decided_on')::date, x.decided_on, today()) as day from award_decisions x where x.id = wanted),
  n as (
    select n.*, row_number() over (order by x.ordinal) - 1 as place from award_decision_nominations x join nominations n on n.id = x.nomination_id where x.decision_id = wanted),
  a as (
    select a.*, row_number() over (order by x.ordinal) - 1 as place from award_decision_awards x join awards a on a.id = x.award_id where x.decision_id = wanted)
  select '/details/decided_on', 'decision_date_after_today', jsonb_build_object('decided_on', d.day, 'today', today()) from d where d.day > today()
  union all
  select '/details/decided_on', 'authority_missing', jsonb_build_object('award_type', t.code, 'name', award_name(t.code), 'unit', unit_name_on(d.unit_id, d.day),
         'level', a.level, 'decided_on', d.day, 'citation', a.citation, 'allowed', to_jsonb(a.deciders), 'who', deciders_said(a.deciders))
    from d cross join (select distinct award_type as code from n) t cross join lateral authority_on(t.code, d.unit_id, d.day) a where not a.allowed
  union all
  select '/nominations', 'decision_needs_nominations', '{}'::jsonb from d where d.kind = 'award' and not exists (select from n)
  union all
  select format('/nominations/%s', n.place), 'nomination_not_passed', jsonb_build_object('state', n.state, 'state_label', label('nomination_state', n.state), 'honouree', h.name)
    from n join honourees h on h.id = n.honouree_id where n.state <> 'passed'
  union all
  select format('/nominations/%s', n.place), 'maker_is_not_checker', '{}'::jsonb from n where n.submitted_by = claim_user()
  union all
  select '/details/decided_on', 'decision_before_the_award', jsonb_build_object('decided_on', d.day, 'awarded_on', max(a.decided_on)) from d, a where a.decided_on > d.day group by d.day
  union all
  select f.* from d, decision_award_faults(d.kind, (select jsonb_agg(to_jsonb(x) || jsonb_build_object('award', x.award_id) order by x.ordinal)
                                                     from award_decision_awards x where x.decision_id = wanted)) f where d.kind <> 'award'
  union all
  select '/details/decided_on', 'decision_before_its_papers', jsonb_build_object('decided_on', d.day, 'last_paper', l.day) from d cross join lateral last_paper_of(d.id) l(day) where l.day > d.day
  union all
  select '/details/signer' || coalesce('/' || part.name, ''), 'required', jsonb_build_object('property', coalesce(part.name, 'signer'))
    from d cross join lateral (select coalesce(nullif(details -> 'signer', 'null'), d.signer) as signer) s
    join (values (null), ('name'), ('position')) part(name) on (part.name is null) = (s.signer is null) and coalesce(btrim(s.signer ->> part.name), '') = ''
   where details <> '{}'
  union all
  select '/details/file_sha256', 'signed_file_needed', '{}'::jsonb where details <> '{}' and coalesce(details ->> 'file_sha256', details ->> 'document') is null
  union all
  select '/details/document', 'document_not_found', '{}'::jsonb where details ->> 'document' is not null and not document_is_seen((details ->> 'document')::uuid)
$$;

create or replace function app.cases_decided_by(decision uuid) returns uuid[] language sql stable security definer set search_path = app, pg_temp as $$
  select array_agg(nomination_id) from award_decision_nominations where decision_id = decision
$$;

-- Signed: number, date and signer stand, and the ledger says so.
create or replace function app.sign_decision(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  signed jsonb := (select details from moves where id = move);
  d award_decisions;
begin
  perform lock_proposals(cases_decided_by(wanted));
  update award_decisions
     set number = signed ->> 'number', decided_on = (signed ->> 'decided_on')::date, signer = coalesce(nullif(signed -> 'signer', 'null'), signer),
         file_sha256 = coalesce(lower(signed ->> 'file_sha256'), file_sha256), document_id = coalesce((signed ->> 'document')::uuid, document_id)
   where id = wanted returning * into d;
  case d.kind
    when 'award' then
      perform enter_ledger(d);
      if d.embargo_until is null then
        perform end_granted(wanted);
      end if;
    when 'correction' then perform correct_awards(d);
    when 'revocation' then perform revoke_awards(d);
    else perform restore_awards(d);
  end case;
end $$;

-- Each nomination of a decision enters the ledger with what the law of its day says, numbered as its list is printed; under an embargo
-- out of sight of those below.
create or replace function app.enter_ledger(d app.award_decisions) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  entered int;
begin
  perform pg_advisory_xact_lock(hashtext('register'), d.unit_id);
  entered := coalesce((select max(register_number) from awards where issuer_id = d.unit_id and register_year = extract(year from d.decided_on)), 0);
  insert into awards(unit_id, issuer_id, decision_id, nomination_id, honouree_id, honouree_name, honouree_kind, award_type, campaign_id, reason, achievement,
                     citation_text, decision_number, decided_on, register_year, register_number, authority_citation, factor, base_salary, bonus, bonus_citation,
                     year, hidden, invented)
  select h.unit_id, d.unit_id, d.id, n.id, h.id, h.name, h.kind, n.award_type, p.campaign_id, p.reason, n.achievement, n.citation_text, d.number, d.decided_on,
         extract(year from d.decided_on), entered + row_number() over (order by array_position('{collective,household,individual}', h.kind), x.ordinal), a.citation, b.factor, b.base_salary, b.bonus, b.citation,
         year_of_merit(n.achievement_to, r, d.decided_on), d.embargo_until is not null, d.invented or p.invented
    from award_decision_nominations x join nominations n on n.id = x.nomination_id join proposals p on p.id = n.proposal_id join honourees h on h.id = n.honouree_id
    left join award_rounds r on r.id = p.round_id
    cross join lateral authority_on(n.award_type, d.unit_id, d.decided_on) a
    left join lateral bonus_on(n.award_type, h.kind, d.decided_on) b on true
   where x.decision_id = d.id order by x.ordinal;
end $$;

-- What was granted is decided, and with its last nomination the proposal.
create or replace function app.end_granted(decision uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  insert into moves(thing, thing_id, to_state)
  select 'nomination', x.nomination_id, 'decided' from award_decision_nominations x join nominations n on n.id = x.nomination_id and n.state = 'passed'
   where x.decision_id = decision order by x.ordinal;
  perform end_proposals(array(select distinct n.proposal_id from award_decision_nominations x join nominations n on n.id = x.nomination_id where x.decision_id = decision));
end $$;

-- Before its day a decision under embargo is published with a word why.
create or replace function app.publication_is_early(wanted uuid, details jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/note', 'decision_is_embargoed', jsonb_build_object('until', to_char(embargo_until at time zone 'Asia/Ho_Chi_Minh', 'HH24:MI DD/MM/YYYY'), 'embargo_until', embargo_until)
    from award_decisions where id = wanted and embargo_until > business_now()
$$;

-- Published: at once for all it names, and for whoever has the code of an award.
create or replace function app.publish_decision(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  perform lock_proposals(cases_decided_by(wanted));
  update award_decisions set published = true, published_at = business_now() where id = wanted;
  update awards set published = true, published_at = business_now(), hidden = false, check_code = coalesce(check_code, new_check_code()) where decision_id = wanted;
  perform end_granted(wanted);
end $$;

-- Its nominations and awards are those the reader sees.
drop function if exists app.award_decision_shown(app.award_decisions);
create or replace function app.award_decision_shown(shown app.award_decisions)
returns table (id uuid, reference text, kind text, "unit.id" uuid, "unit.code" text, "unit.name" text, title text, number text, decided_on date, signer jsonb, document_id uuid,
               file_sha256 text, nomination_count int, nominations jsonb, awards jsonb, embargo_until timestamptz, published boolean, published_at timestamptz, invented boolean,
               state text, version int, created_at timestamptz, changed_at timestamptz, allowed_actions text[], _unit_id int, _published boolean)
language plpgsql volatile rows 1 as $$
#variable_conflict use_column
begin
  return query
  select shown.id, shown.reference, shown.kind, unit_uid(shown.unit_id), unit_code_on(shown.unit_id, shown.decided_on), unit_name_on(shown.unit_id, shown.decided_on), shown.title,
         shown.number, shown.decided_on, shown.signer, shown.document_id, shown.file_sha256,
         (select count(*) from award_decision_nominations x where x.decision_id = shown.id)::int,
         (select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'honouree', h.name, 'honouree_kind', h.kind, 'award_type', n.award_type,
                                                       'award_type_name', award_name(n.award_type)) order by x.ordinal), '[]')
            from award_decision_nominations x join nominations n on n.id = x.nomination_id join honourees h on h.id = n.honouree_id where x.decision_id = shown.id),
         (select coalesce(jsonb_agg(jsonb_build_object('award', a.id, 'honouree', a.honouree_name, 'award_type', a.award_type, 'award_type_name', award_name(a.award_type),
                                                       'decision_number', a.decision_number, 'decided_on', a.decided_on, 'name', x.name, 'ground', x.ground, 'note', x.note) order by x.ordinal), '[]')
            from award_decision_awards x join awards a on a.id = x.award_id where x.decision_id = shown.id),
         shown.embargo_until, shown.published, shown.published_at, shown.invented, shown.state, shown.version, shown.created_at, shown.changed_at,
         allowed_actions('award_decision', shown.id), shown.unit_id, shown.published;
end $$;

create or replace function app.award_decision_made(wanted uuid) returns setof app.award_decisions language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from award_decisions where id = wanted
$$;

select app.by_engine('app.heirs_of(int)', 'app.decision_faults(uuid,jsonb)', 'app.decision_award_faults(text,jsonb)', 'app.last_paper_of(uuid)', 'app.decision_cannot_be_signed(uuid,jsonb)',
  'app.cases_decided_by(uuid)', 'app.sign_decision(uuid,uuid)', 'app.enter_ledger(app.award_decisions)', 'app.end_granted(uuid)', 'app.publish_decision(uuid,uuid)');
revoke execute on function app.sign_decision(uuid, uuid), app.enter_ledger(app.award_decisions), app.end_granted(uuid), app.publish_decision(uuid, uuid) from thidua_service;
