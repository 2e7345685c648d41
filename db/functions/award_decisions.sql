-- Decisions on commendation and the ledger they enter.

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

create or replace function app.grant_in_decision(decision uuid, ids jsonb) returns void language sql set search_path = app, pg_temp as $$
  delete from award_decision_nominations where decision_id = decision and not ids ? nomination_id::text;
  insert into award_decision_nominations(nomination_id, decision_id, unit_id, ordinal)
  select id::uuid, decision, claim_unit(), ordinality from jsonb_array_elements_text(ids) with ordinality i(id, ordinality)
  on conflict (nomination_id) do update set ordinal = excluded.ordinal where award_decision_nominations.decision_id = decision;
$$;

create or replace function app.new_award_decision(body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  made uuid;
begin
  perform raise_faults(array(select f from decision_faults(null, body) f));
  insert into award_decisions(unit_id, title, number, decided_on, signer, document_id, invented)
  select claim_unit(), p.title, p.number, p.decided_on, nullif(p.signer, 'null'), (body ->> 'document')::uuid, coalesce(p.invented, false)
    from jsonb_populate_record(null::award_decisions, body) p
  returning id into made;
  perform grant_in_decision(made, body -> 'nominations');
  return made;
end $$;

create or replace function app.patch_award_decision(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from decision_faults(wanted, body) f));
  update award_decisions d
     set (title, number, decided_on, signer, document_id, invented)
       = (select p.title, p.number, p.decided_on, nullif(p.signer, 'null'), case when body ? 'document' then (body ->> 'document')::uuid else d.document_id end,
                 coalesce(p.invented, false)
            from jsonb_populate_record(d, body) p)
   where d.id = wanted;
  if body ? 'nominations' then
    perform grant_in_decision(wanted, body -> 'nominations');
  end if;
  return wanted;
end $$;

-- Everything that keeps a decision from being signed, at once: its date, the authority of the granting unit on that date
-- for each award, its document, its signer, and what the signer submitted.
create or replace function app.decision_cannot_be_signed(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  with d as (
    select x.*, coalesce((details ->> 'decided_on')::date, x.decided_on, today()) as day from award_decisions x where x.id = wanted),
  n as (
    select n.*, row_number() over (order by x.ordinal) - 1 as place from award_decision_nominations x join nominations n on n.id = x.nomination_id where x.decision_id = wanted)
  select '/details/decided_on', 'decision_date_after_today', jsonb_build_object('decided_on', d.day, 'today', today()) from d where d.day > today()
  union all
  select '/details/decided_on', 'authority_missing', jsonb_build_object('award_type', t.code, 'name', award_name(t.code), 'unit', unit_name_on(d.unit_id, d.day),
         'level', a.level, 'decided_on', d.day, 'citation', a.citation, 'allowed', to_jsonb(a.deciders), 'who', deciders_said(a.deciders))
    from d cross join (select distinct award_type as code from n) t cross join lateral authority_on(t.code, d.unit_id, d.day) a where not a.allowed
  union all
  select '/nominations', 'decision_needs_nominations', '{}'::jsonb where not exists (select from n)
  union all
  select format('/nominations/%s', n.place), 'maker_is_not_checker', '{}'::jsonb from n where n.submitted_by = claim_user()
  union all
  select '/details/signer', 'required', '{"property": "signer"}'::jsonb from d where details <> '{}' and coalesce(nullif(details -> 'signer', 'null'), d.signer) is null
  union all
  select '/details/document', 'document_not_found', '{}'::jsonb where details ->> 'document' is not null and not document_is_seen((details ->> 'document')::uuid)
$$;

-- Signed: number, date and signer stand; each nomination is decided and enters the ledger with what the law of that day says.
create or replace function app.sign_decision(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  signed jsonb := (select details from moves where id = move);
  d award_decisions;
  entered int;
begin
  update award_decisions
     set number = signed ->> 'number', decided_on = (signed ->> 'decided_on')::date, signer = coalesce(nullif(signed -> 'signer', 'null'), signer),
         file_sha256 = coalesce(lower(signed ->> 'file_sha256'), file_sha256), document_id = coalesce((signed ->> 'document')::uuid, document_id)
   where id = wanted returning * into d;
  perform pg_advisory_xact_lock(hashtext('register'), d.unit_id);
  entered := coalesce((select max(register_number) from awards where issuer_id = d.unit_id and register_year = extract(year from d.decided_on)), 0);
  insert into awards(unit_id, issuer_id, decision_id, nomination_id, honouree_id, honouree_name, honouree_kind, award_type, campaign_id, reason, achievement,
                     citation_text, decision_number, decided_on, register_year, register_number, authority_citation, factor, base_salary, bonus, bonus_citation, invented)
  select h.unit_id, d.unit_id, d.id, n.id, h.id, h.name, h.kind, n.award_type, p.campaign_id, p.reason, n.achievement, n.citation_text, d.number, d.decided_on,
         extract(year from d.decided_on), entered + row_number() over (order by x.ordinal), a.citation, b.factor, b.base_salary, b.bonus, b.citation,
         d.invented or p.invented
    from award_decision_nominations x join nominations n on n.id = x.nomination_id join proposals p on p.id = n.proposal_id join honourees h on h.id = n.honouree_id
    cross join lateral authority_on(n.award_type, d.unit_id, d.decided_on) a
    left join lateral bonus_on(n.award_type, h.kind, d.decided_on) b on true
   where x.decision_id = wanted order by x.ordinal;
  insert into moves(thing, thing_id, to_state)
  select 'nomination', nomination_id, 'decided' from award_decision_nominations where decision_id = wanted order by ordinal;
  perform end_proposals(array(select distinct n.proposal_id from award_decision_nominations x join nominations n on n.id = x.nomination_id where x.decision_id = wanted));
end $$;

create or replace function app.publish_decision(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  update award_decisions set published = true where id = wanted;
  update awards set published = true where decision_id = wanted;
end $$;

-- Its nominations are those the reader sees.
create or replace function app.award_decision_shown(shown app.award_decisions)
returns table (id uuid, kind text, "unit.id" uuid, "unit.code" text, "unit.name" text, title text, number text, decided_on date, signer jsonb, document_id uuid,
               file_sha256 text, nomination_count int, nominations jsonb, published boolean, invented boolean, state text, version int, created_at timestamptz,
               changed_at timestamptz, allowed_actions text[], _unit_id int, _published boolean)
language sql volatile rows 1 as $$
  select shown.id, shown.kind, unit_uid(shown.unit_id), unit_code_on(shown.unit_id, shown.decided_on), unit_name_on(shown.unit_id, shown.decided_on), shown.title,
         shown.number, shown.decided_on, shown.signer, shown.document_id, shown.file_sha256,
         (select count(*) from award_decision_nominations x where x.decision_id = shown.id)::int,
         (select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'honouree', h.name, 'honouree_kind', h.kind, 'award_type', n.award_type,
                                                       'award_type_name', award_name(n.award_type)) order by x.ordinal), '[]')
            from award_decision_nominations x join nominations n on n.id = x.nomination_id join honourees h on h.id = n.honouree_id where x.decision_id = shown.id),
         shown.published, shown.invented, shown.state, shown.version, shown.created_at, shown.changed_at, allowed_actions('award_decision', shown.id),
         shown.unit_id, shown.published
$$;

create or replace function app.award_decision_made(wanted uuid) returns setof app.award_decisions language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from award_decisions where id = wanted
$$;

-- ---- the ledger ----

create or replace function app.award_shown(shown app.awards)
returns table (id uuid, "unit.id" uuid, "unit.code" text, "unit.name" text, "granting_unit.id" uuid, "granting_unit.code" text, "granting_unit.name" text,
               "honouree.id" uuid, "honouree.kind" text, "honouree.name" text, award_type text, award_type_name text, award_class text, "campaign.id" uuid,
               "campaign.code" text, "campaign.title" text, reason text, achievement text, citation_text text, decision_id uuid, nomination_id uuid,
               decision_number text, decided_on date, register_year int, register_number int, authority_citation text, factor numeric, base_salary numeric,
               bonus numeric, bonus_citation text, published boolean, invented boolean, state text, version int, created_at timestamptz, changed_at timestamptz,
               _unit_id int, _issuer_id int)
language sql stable rows 1 as $$
  select shown.id, unit_uid(shown.unit_id), unit_code_on(shown.unit_id, shown.decided_on), unit_name_on(shown.unit_id, shown.decided_on), unit_uid(shown.issuer_id),
         unit_code_on(shown.issuer_id, shown.decided_on), unit_name_on(shown.issuer_id, shown.decided_on), shown.honouree_id, shown.honouree_kind,
         shown.honouree_name, shown.award_type, award_name(shown.award_type), t.class, c.id, c.code, c.title, shown.reason, shown.achievement,
         shown.citation_text, shown.decision_id, shown.nomination_id, shown.decision_number, shown.decided_on, shown.register_year, shown.register_number,
         shown.authority_citation, shown.factor, shown.base_salary, shown.bonus, shown.bonus_citation, shown.published, shown.invented, shown.state,
         shown.version, shown.created_at, shown.changed_at, shown.unit_id, shown.issuer_id
    from award_types t left join campaigns c on c.id = shown.campaign_id where t.code = shown.award_type
$$;

-- A unit and all below it on any day, with what was merged into them when asked: whose awards a list is about.
create or replace function app.units_under(unit int, predecessors boolean) returns setof int language sql stable security definer set search_path = app, pg_temp as $$
  select distinct case when predecessors then p else t.unit_id end
    from unit_tree t left join lateral with_predecessors(t.unit_id) p on predecessors where t.ancestor_id = unit
$$;

select app.by_engine('app.decision_faults(uuid,jsonb)', 'app.decision_cannot_be_signed(uuid,jsonb)', 'app.sign_decision(uuid,uuid)',
  'app.publish_decision(uuid,uuid)', 'app.units_under(int,boolean)');
