-- Awards: what the law says on a day, honourees, proposals and their nominations, decisions, the ledger.

-- ---- law ----

-- Whose law speaks for a unit: its level (country at the root) and, where it is no people's committee, its kind.
create or replace function app.granting_place(unit int) returns table (granting_level text, unit_kind text) language sql stable set search_path = app, pg_temp as $$
  select coalesce(level, 'country'),
         case when kind not in ('country', 'province', 'district', 'city', 'town', 'township', 'commune', 'ward', 'special_zone') then kind end
    from units where id = unit
$$;

-- The rule in force on a day that speaks most closely of a case: the province's own before the nation's, a type's before
-- everybody's, the newest before older ones. No row: the law says nothing.
create or replace function app.award_rule(wanted text, wanted_type text, kind text, why text, unit int, on_day date) returns setof app.award_rules
language sql stable set search_path = app, pg_temp as $$
  select r.* from award_rules r
   where r.rule = wanted and r.valid_from <= on_day and coalesce(r.valid_to, 'infinity') > on_day
     and (r.award_type is null or r.award_type = wanted_type) and (r.honouree_kind is null or r.honouree_kind = kind)
     and (r.reason is null or r.reason = why)
     and (r.unit_id is null or exists (select from unit_tree t where t.ancestor_id = r.unit_id and t.unit_id = unit and t.valid_from <= on_day and t.valid_to > on_day))
   order by r.unit_id is null, r.award_type is null, r.reason is null, r.honouree_kind is null, r.valid_from desc
   limit 1
$$;

-- May a unit grant an award by a decision of that day? With the article that says so, or that names others instead.
create or replace function app.authority_on(wanted_type text, unit int, on_day date)
returns table (allowed boolean, level text, citation text, deciders text[]) language sql stable set search_path = app, pg_temp as $$
  with in_force as (
    select r.* from award_rules r where r.rule = 'authority' and r.valid_from <= on_day and coalesce(r.valid_to, 'infinity') > on_day),
  own as (
    select r.* from in_force r, granting_place(unit) p
     where (r.granting_level is null or r.granting_level = p.granting_level) and r.unit_kind is not distinct from p.unit_kind),
  best as (
    select * from own where award_type = wanted_type or award_type is null order by award_type is null, valid_from desc limit 1)
  select coalesce((select (value ->> 'allowed')::boolean from best), false), p.granting_level,
         coalesce((select citation from best), (select string_agg(distinct citation, '; ') from own),
                  (select string_agg(distinct citation, '; ') from in_force where award_type = wanted_type), ''),
         array(select distinct r.value -> 'decider' ->> claim_language() from in_force r where r.award_type = wanted_type and (r.value ->> 'allowed')::boolean)
    from granting_place(unit) p
$$;

-- Factor × base salary of the decision date, rounded up as the rule of that date says (10,000 đồng).
create or replace function app.bonus_on(wanted_type text, kind text, on_day date)
returns table (factor numeric, base_salary numeric, bonus numeric, citation text) language sql stable set search_path = app, pg_temp as $$
  select f.value, s.value, ceil(f.value * s.value / r.value) * r.value, concat_ws('; ', f.citation, s.citation)
    from (select (value ->> 'factor')::numeric as value, citation from award_rule('factor', wanted_type, kind, null, null, on_day)) f
    cross join (select (value ->> 'amount')::numeric as value, citation from award_rule('base_salary', null, null, null, null, on_day)) s
    cross join (select (value ->> 'up_to')::numeric as value from award_rule('rounding', null, null, null, null, on_day)) r
$$;

-- Who may decide instead, for people.
create or replace function app.deciders_said(deciders text[]) returns text language sql stable set search_path = app, pg_temp as $$
  select coalesce(nullif(array_to_string(deciders, ', '), ''), case claim_language() when 'en' then 'nobody any more' else 'không còn ai' end)
$$;

create or replace function app.award_name(wanted text) returns text language sql stable set search_path = app, pg_temp as $$
  select case claim_language() when 'en' then en else vi end from award_types where code = wanted
$$;

-- ---- documents of a dossier ----

create or replace function app.dossier_faults(place text, links jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select format('%s/documents/%s/document', place, l.ordinal - 1), 'document_not_found', '{}'::jsonb
    from jsonb_array_elements(coalesce(nullif(links, 'null'), '[]')) with ordinality l(item, ordinal)
   where not document_is_seen((l.item ->> 'document')::uuid)
$$;

-- Replaces what is attached to a proposal or nomination.
create or replace function app.attach_documents(wanted text, wanted_id uuid, links jsonb) returns void
language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  if links is null then
    return;
  end if;
  delete from document_links where thing = wanted and thing_id = wanted_id;
  insert into document_links(document_id, unit_id, thing, thing_id, purpose)
  select distinct d.id, d.unit_id, wanted, wanted_id, item ->> 'purpose'
    from jsonb_array_elements(nullif(links, 'null')) l(item) join documents d on d.id = (item ->> 'document')::uuid;
end $$;

-- Asked for things the caller sees: their documents are seen with them.
create or replace function app.dossier_of(wanted text, wanted_id uuid) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('document', d.id, 'purpose', l.purpose, 'number', d.number, 'issued_on', d.issued_on, 'abstract', d.abstract)
                            order by l.purpose, d.id), '[]')
    from document_links l join documents d on d.id = l.document_id where l.thing = wanted and l.thing_id = wanted_id
$$;

create or replace function app.forget_dossier() returns trigger language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  delete from document_links where thing = tg_argv[0] and thing_id = old.id;
  return null;
end $$;
drop trigger if exists dossier_forgotten on app.proposals;
create trigger dossier_forgotten after delete on app.proposals for each row execute function app.forget_dossier('proposal');
drop trigger if exists dossier_forgotten on app.nominations;
create trigger dossier_forgotten after delete on app.nominations for each row execute function app.forget_dossier('nomination');

-- ---- honourees ----

create or replace function app.honouree_faults(place text, body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select place || '/' || wrong.name, 'only_a_person_has_a_gender', jsonb_build_object('kind', body ->> 'kind', 'kind_label', label('honouree_kind', body ->> 'kind'))
    from unnest('{gender,position,worker_class}'::text[]) wrong(name)
   where body ->> 'kind' <> 'individual' and body ->> wrong.name is not null
  union all
  select place || '/collective_unit', 'only_a_collective_is_a_unit', '{}'::jsonb where body ->> 'kind' <> 'collective' and body ->> 'collective_unit' is not null
  union all
  select place || '/collective_unit', 'unit_not_found', jsonb_build_object('reference', body ->> 'collective_unit')
   where body ->> 'collective_unit' is not null and unit_found(body ->> 'collective_unit') is null
$$;

create or replace function app.new_honouree(body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  made uuid;
begin
  perform raise_faults(array(select f from honouree_faults('', body) f));
  insert into honourees(unit_id, kind, name, collective_unit_id, gender, position, worker_class, invented)
  select claim_unit(), p.kind, p.name, unit_named(body ->> 'collective_unit'), p.gender, p.position, p.worker_class, coalesce(p.invented, false)
    from jsonb_populate_record(null::honourees, body) p
  returning id into made;
  return made;
end $$;

create or replace function app.patch_honouree(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from honourees h, honouree_faults('', to_jsonb(h) || jsonb_build_object('collective_unit', unit_uid(h.collective_unit_id)) || body) f
                              where h.id = wanted));
  update honourees h
     set (name, collective_unit_id, gender, position, worker_class, invented)
       = (select p.name, case when body ? 'collective_unit' then unit_named(body ->> 'collective_unit') else h.collective_unit_id end,
                 p.gender, p.position, p.worker_class, coalesce(p.invented, false)
            from jsonb_populate_record(h, body) p)
   where h.id = wanted;
  return wanted;
end $$;

-- Does a unit judge a proposal with this honouree? Then it reads who that is.
create or replace function app.judges_honouree(honouree uuid, unit int) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select exists (select from nominations n where n.honouree_id = honouree and n.issuer_id = unit and n.state <> 'draft')
$$;

-- May the caller's unit nominate it? Of the own area only; an engine's look, so that a named id is a wall of its own.
create or replace function app.nominee_kind(honouree uuid) returns text language sql stable security definer set search_path = app, pg_temp as $$
  select kind from honourees where id = honouree and unit_reaches(claim_unit(), unit_id)
$$;

-- As replies show it (schema Honouree). Volatile, as all of these, so that it sees what this very statement wrote.
create or replace function app.honouree_shown(shown app.honourees)
returns table (id uuid, kind text, name text, "unit.id" uuid, "unit.code" text, "unit.name" text, "collective_unit.id" uuid, "collective_unit.code" text,
               "collective_unit.name" text, gender text, "position" text, worker_class text, invented boolean, version int, created_at timestamptz,
               changed_at timestamptz, allowed_actions text[], _unit_id int, _issuer_id int)
language sql volatile rows 1 as $$
  select shown.id, shown.kind, shown.name, unit_uid(shown.unit_id), unit_code_on(shown.unit_id), unit_name_on(shown.unit_id),
         unit_uid(shown.collective_unit_id), unit_code_on(shown.collective_unit_id), unit_name_on(shown.collective_unit_id),
         shown.gender, shown.position, shown.worker_class, shown.invented, shown.version, shown.created_at, shown.changed_at,
         allowed_actions('honouree', shown.id), shown.unit_id, case when judges_honouree(shown.id, claim_unit()) then claim_unit() end
$$;

create or replace function app.honouree_made(wanted uuid) returns setof app.honourees language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from honourees where id = wanted
$$;

-- ---- proposals ----

-- The nearest people's committee above a unit, whose standing body receives its proposals; the unit itself at the top.
create or replace function app.nearest_desk_above(unit int) returns int language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce((select t.ancestor_id from unit_tree t join units u on u.id = t.ancestor_id
                    where t.unit_id = unit and t.depth > 0 and t.valid_from <= today() and t.valid_to > today()
                      and u.kind in ('province', 'district', 'city', 'town', 'township', 'commune', 'ward', 'special_zone')
                    order by t.depth limit 1), unit)
$$;

-- A unit may send a proposal to itself, to a unit above it, or to an agency of one of these.
create or replace function app.may_receive(receiver int, sender int) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select receiver = sender or unit_is_above(receiver, sender)
      or exists (select from unit_tree t join units u on u.id = t.unit_id and u.kind = 'agency'
                  where t.unit_id = receiver and t.depth = 1 and t.valid_from <= today() and t.valid_to > today()
                    and (t.ancestor_id = sender or unit_is_above(t.ancestor_id, sender)))
$$;

create or replace function app.proposal_faults(body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/receiving_unit', case when unit_found(body ->> 'receiving_unit') is null then 'unit_not_found' else 'receiving_unit_not_above' end,
         jsonb_build_object('reference', body ->> 'receiving_unit', 'unit', unit_name_on(unit_found(body ->> 'receiving_unit')))
   where body ->> 'receiving_unit' is not null and not coalesce(may_receive(unit_found(body ->> 'receiving_unit'), claim_unit()), false)
  union all
  select '/campaign', 'campaign_not_found', jsonb_build_object('reference', body ->> 'campaign')
   where body ->> 'campaign' is not null and not exists (select from campaigns c where body ->> 'campaign' in ('code:' || c.code, c.id::text))
  union all
  select '/issued_on', 'issue_date_in_the_future', jsonb_build_object('date', body ->> 'issued_on', 'today', today()) where (body ->> 'issued_on')::date > today()
  union all
  select f.* from dossier_faults('', body -> 'documents') f
$$;

create or replace function app.new_proposal(body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  made uuid;
begin
  perform raise_faults(array(select f from proposal_faults(body) f));
  insert into proposals(unit_id, issuer_id, campaign_id, title, reason, number, issued_on, invented)
  select claim_unit(), coalesce(unit_named(body ->> 'receiving_unit'), nearest_desk_above(claim_unit())), campaign_named(body ->> 'campaign'),
         p.title, p.reason, p.number, p.issued_on, coalesce(p.invented, false)
    from jsonb_populate_record(null::proposals, body) p
  returning id into made;
  perform attach_documents('proposal', made, coalesce(body -> 'documents', '[]'));
  return made;
end $$;

create or replace function app.patch_proposal(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from proposal_faults(body) f)
    || array(select row('/receiving_unit', 'proposal_has_been_received', '{}')::fault from proposals p
              where p.id = wanted and p.state <> 'draft' and unit_found(body ->> 'receiving_unit') <> p.issuer_id));
  update proposals x
     set (title, reason, number, issued_on, invented, campaign_id, issuer_id)
       = (select p.title, p.reason, p.number, p.issued_on, coalesce(p.invented, false),
                 case when body ? 'campaign' then campaign_named(body ->> 'campaign') else x.campaign_id end,
                 case when body ? 'receiving_unit' then coalesce(unit_named(body ->> 'receiving_unit'), nearest_desk_above(x.unit_id)) else x.issuer_id end
            from jsonb_populate_record(x, body) p)
   where x.id = wanted;
  update nominations n set issuer_id = p.issuer_id from proposals p where p.id = wanted and n.proposal_id = wanted and n.issuer_id <> p.issuer_id;
  perform attach_documents('proposal', wanted, body -> 'documents');
  return wanted;
end $$;

-- ---- nominations ----

create or replace function app.nomination_faults(place text, body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  with nominee as (
    select coalesce(body -> 'new_honouree' ->> 'kind', nominee_kind((body ->> 'honouree')::uuid)) as kind,
           body ->> 'honouree' is not null as named, coalesce(body -> 'new_honouree', 'null') <> 'null' as added)
  select place || '/honouree', 'honouree_or_new_one', '{}'::jsonb from nominee where named = added
  union all
  select place || '/honouree', 'honouree_not_found', '{}'::jsonb from nominee where named and not added and kind is null
  union all
  select f.* from nominee, honouree_faults(place || '/new_honouree', body -> 'new_honouree') f where added
  union all
  select place || '/award_type', 'award_type_not_found', jsonb_build_object('award_type', body ->> 'award_type')
   where not exists (select from award_types t where t.code = body ->> 'award_type')
  union all
  select place || '/award_type', 'award_type_not_in_force', jsonb_build_object('award_type', t.code, 'name', award_name(t.code), 'today', today())
    from award_types t where t.code = body ->> 'award_type' and not (t.valid_from <= today() and coalesce(t.valid_to, 'infinity') > today())
  union all
  select place || '/award_type', 'honouree_kind_does_not_fit', jsonb_build_object('award_type', t.code, 'name', award_name(t.code), 'kind', n.kind,
         'kind_label', label('honouree_kind', n.kind), 'kinds', to_jsonb(t.honouree_kinds))
    from award_types t, nominee n where t.code = body ->> 'award_type' and n.kind <> all (t.honouree_kinds)
  union all
  select place || '/achievement_to', 'achievement_ends_after_it_begins', '{}'::jsonb where (body ->> 'achievement_to')::date < (body ->> 'achievement_from')::date
  union all
  select f.* from dossier_faults(place, body -> 'documents') f
$$;

create or replace function app.new_nominations(proposal uuid, body jsonb) returns setof uuid language plpgsql set search_path = app, pg_temp as $$
declare
  p proposals;
  last_ordinal int := coalesce((select max(ordinal) from nominations where proposal_id = proposal), 0);
  item jsonb;
  made uuid;
begin
  select * into strict p from proposals where id = proposal;
  perform raise_faults(array(select f from jsonb_array_elements(body -> 'items') with ordinality i(item, ordinal),
                                           nomination_faults(format('/items/%s', i.ordinal - 1), i.item) f)
    || array(select row(format('/items/%s/honouree', i.ordinal - 1), 'nominated_twice', jsonb_build_object('award_type', i.item ->> 'award_type'))::fault
               from jsonb_array_elements(body -> 'items') with ordinality i(item, ordinal)
              where exists (select from nominations n where n.proposal_id = proposal and n.honouree_id::text = i.item ->> 'honouree' and n.award_type = i.item ->> 'award_type')
                 or exists (select from jsonb_array_elements(body -> 'items') with ordinality b(item, ordinal) where b.ordinal < i.ordinal
                             and b.item ->> 'honouree' = i.item ->> 'honouree' and b.item ->> 'award_type' = i.item ->> 'award_type')));
  for item in select value from jsonb_array_elements(body -> 'items') loop
    last_ordinal := last_ordinal + 1;
    insert into nominations(proposal_id, unit_id, issuer_id, ordinal, honouree_id, award_type, achievement, achievement_from, achievement_to, citation_text)
    select proposal, p.unit_id, p.issuer_id, last_ordinal,
           coalesce((item ->> 'honouree')::uuid, new_honouree(item -> 'new_honouree')), n.award_type, n.achievement, n.achievement_from, n.achievement_to, n.citation_text
      from jsonb_populate_record(null::nominations, item) n
    returning id into made;
    perform attach_documents('nomination', made, coalesce(item -> 'documents', '[]'));
    return next made;
  end loop;
end $$;

create or replace function app.patch_nomination(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from nominations n,
    nomination_faults('', to_jsonb(n) || jsonb_build_object('honouree', n.honouree_id) || body) f where n.id = wanted));
  update nominations x
     set (honouree_id, award_type, achievement, achievement_from, achievement_to, citation_text)
       = (select coalesce((body ->> 'honouree')::uuid, x.honouree_id), n.award_type, n.achievement, n.achievement_from, n.achievement_to, n.citation_text
            from jsonb_populate_record(x, body) n)
   where x.id = wanted;
  perform attach_documents('nomination', wanted, body -> 'documents');
  return wanted;
end $$;

-- ---- the check of a dossier ----

-- Papers that the rules want of a proposal (`of` nomination null) or of one nomination, and that are not attached.
create or replace function app.missing_papers(p app.proposals) returns table (nomination_id uuid, ordinal int, purpose text, citation text)
language sql stable security definer set search_path = app, pg_temp as $$
  with wanted as (
    select n.id, n.ordinal, r.value, r.citation from nominations n
      cross join lateral (select kind from honourees where id = n.honouree_id) h
      cross join lateral award_rule('document', n.award_type, h.kind, p.reason, p.unit_id, today()) r where n.proposal_id = p.id)
  select null::uuid, null::int, paper, min(w.citation)
    from wanted w, jsonb_array_elements_text(w.value -> 'proposal') paper
   where not exists (select from document_links l where l.thing = 'proposal' and l.thing_id = p.id and l.purpose = paper)
   group by paper
  union all
  select w.id, w.ordinal, paper, w.citation
    from wanted w, jsonb_array_elements_text(w.value -> 'nomination') paper
   where not exists (select from document_links l where l.thing = 'nomination' and l.thing_id = w.id and l.purpose = paper)
$$;

-- Whoever of a unit and those above it may grant an award today: how far up a proposal must go.
create or replace function app.grants_it_above(wanted_type text, unit int) returns table (unit_id int, depth int) language sql stable security definer set search_path = app, pg_temp as $$
  select t.ancestor_id, t.depth from unit_tree t cross join lateral authority_on(wanted_type, t.ancestor_id, today()) a
   where t.unit_id = unit and t.valid_from <= today() and t.valid_to > today() and a.allowed order by t.depth limit 1
$$;

-- The same award to the same honouree for the same: already granted in this campaign, or under way in another proposal.
create or replace function app.same_award(n app.nominations, p app.proposals) returns table (code text, params jsonb) language sql stable security definer set search_path = app, pg_temp as $$
  select 'already_awarded', jsonb_build_object('decision_number', a.decision_number, 'decided_on', a.decided_on)
    from awards a where a.honouree_id = n.honouree_id and a.award_type = n.award_type and a.state = 'active'
     and (a.campaign_id = p.campaign_id or folded(a.achievement) = folded(n.achievement))
  union all
  select 'nominated_elsewhere', jsonb_build_object('proposal', q.title)
    from nominations o join proposals q on q.id = o.proposal_id
   where o.honouree_id = n.honouree_id and o.award_type = n.award_type and o.proposal_id <> p.id and o.state not in ('draft', 'failed', 'decided')
     and q.state not in ('draft', 'returned') and (q.campaign_id = p.campaign_id or folded(o.achievement) = folded(n.achievement))
$$;

-- All that is wrong with a dossier before it is sent, faults that stop it and warnings that do not.
create or replace function app.proposal_check(wanted uuid)
returns table (pointer text, code text, severity text, nomination_id uuid, honouree text, award_type text, params jsonb)
language sql stable security definer set search_path = app, pg_temp as $$
  with p as (select * from proposals where id = wanted),
  n as (
    select x.id, x as nomination, x.honouree_id, h.name as honouree, h.kind, x.award_type, t.honouree_kinds, t.class, t.valid_from, t.valid_to, x.achievement,
           award_name(x.award_type) as name, format('/nominations/%s', row_number() over (order by x.ordinal) - 1) as place
      from nominations x join honourees h on h.id = x.honouree_id join award_types t on t.code = x.award_type where x.proposal_id = wanted),
  found as (
    select '/nominations' as pointer, 'proposal_needs_nominations' as code, 'fault' as severity, null::uuid as nomination_id, '{}'::jsonb as params
      where not exists (select from n)
    union all
    select coalesce(n.place, '') || '/documents', 'document_missing', 'fault', m.nomination_id, jsonb_build_object('purpose', m.purpose,
           'purpose_label', label('document_purpose', m.purpose), 'citation', m.citation)
      from p, missing_papers(p) m left join n on n.id = m.nomination_id
    union all
    select n.place || '/award_type', 'honouree_kind_does_not_fit', 'fault', n.id, jsonb_build_object('name', n.name, 'kind', n.kind,
           'kind_label', label('honouree_kind', n.kind), 'kinds', to_jsonb(n.honouree_kinds))
      from n where n.kind <> all (n.honouree_kinds)
    union all
    select n.place || '/award_type', 'award_type_not_in_force', 'fault', n.id, jsonb_build_object('name', n.name, 'today', today())
      from n where not (n.valid_from <= today() and coalesce(n.valid_to, 'infinity') > today())
    union all
    select n.place || '/achievement', 'one_achievement_one_award', 'fault', n.id, jsonb_build_object('name', n.name, 'other', award_name(o.award_type))
      from n join n o on o.honouree_id = n.honouree_id and o.class = n.class and o.id < n.id and folded(o.achievement) = folded(n.achievement)
    union all
    select n.place, s.code, 'fault', n.id, s.params || jsonb_build_object('name', n.name) from p, n, same_award(n.nomination, p) s
    union all
    select n.place || '/award_type', case when g.unit_id is null then 'authority_missing' else 'authority_is_above' end,
           case when g.unit_id is null then 'fault' else 'warning' end, n.id,
           jsonb_build_object('name', n.name, 'level', a.level, 'decided_on', today(), 'citation', a.citation, 'allowed', to_jsonb(a.deciders),
                              'who', deciders_said(a.deciders), 'unit', unit_name_on(coalesce(g.unit_id, p.issuer_id)))
      from p cross join n cross join authority_on(n.award_type, p.issuer_id, today()) a left join lateral grants_it_above(n.award_type, p.issuer_id) g on true
     where not a.allowed)
  select f.pointer, f.code, f.severity, f.nomination_id, n.honouree, n.award_type,
         f.params || case when n.id is null then '{}' else jsonb_build_object('honouree', n.honouree, 'award_type', n.award_type) end
    from found f left join n on n.id = f.nomination_id
$$;

create or replace function app.seen_award_type(wanted text) returns boolean language plpgsql stable set search_path = app, pg_temp as $$
begin
  if not exists (select from award_types where code = wanted) then
    perform raise_problem(404, 'not_found');
  end if;
  return true;
end $$;

-- The proposal when the caller sees it, 404 otherwise: for lists of what belongs to it.
create or replace function app.seen_proposal(wanted uuid) returns uuid language plpgsql stable set search_path = app, pg_temp as $$
begin
  if not exists (select from proposals where id = wanted) then
    perform raise_problem(404, 'not_found');
  end if;
  return wanted;
end $$;

-- ---- moves of proposals and nominations ----

create or replace function app.proposal_is_not_whole(wanted uuid, details jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select c.pointer, c.code, c.params from proposal_check(wanted) c where c.severity = 'fault'
$$;

-- What has a result is not sent back.
create or replace function app.proposal_has_results(wanted uuid, details jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/nominations', 'proposal_has_results', '{}'::jsonb where exists (select from nominations where proposal_id = wanted and state in ('passed', 'decided'))
$$;

-- A proposal moves its nominations along, up to appraised.
create or replace function app.carry_nominations(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  made moves;
begin
  select * into strict made from moves where id = move;
  if made.to_state = 'submitted' then
    update proposals set submitted_by = made.actor_id, submitted_at = made.moved_at where id = wanted;
    update nominations set submitted_by = made.actor_id where proposal_id = wanted;
  end if;
  insert into moves(thing, thing_id, to_state)
  select 'nomination', id, made.to_state from nominations where proposal_id = wanted and state = made.from_state order by ordinal;
end $$;

create or replace function app.nomination_cannot_end(wanted uuid, details jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/details/minutes_document', 'document_not_found', '{}'::jsonb
   where details ->> 'minutes_document' is not null and not document_is_seen((details ->> 'minutes_document')::uuid)
  union all
  select '', 'proposal_is_not_appraised', jsonb_build_object('state', p.state, 'state_label', label('proposal_state', p.state))
    from nominations n join proposals p on p.id = n.proposal_id where n.id = wanted and p.state <> 'appraised'
$$;

-- The minutes stay with the nomination; its proposal ends with its last nomination.
create or replace function app.end_nomination(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  minutes uuid := (select (details ->> 'minutes_document')::uuid from moves where id = move);
begin
  update nominations set minutes_document_id = minutes where id = wanted;
  insert into document_links(document_id, unit_id, thing, thing_id, purpose)
  select id, unit_id, 'nomination', wanted, 'minutes' from documents where id = minutes on conflict do nothing;
  perform end_proposals(array(select proposal_id from nominations where id = wanted));
end $$;

create or replace function app.end_proposals(wanted uuid[]) returns void language sql security definer set search_path = app, extensions, pg_temp as $$
  insert into moves(thing, thing_id, to_state)
  select 'proposal', p.id, 'decided' from proposals p
   where p.id = any (wanted) and p.state = 'appraised'
     and not exists (select from nominations n where n.proposal_id = p.id and n.state not in ('decided', 'failed'))
$$;

-- ---- what replies show ----

create or replace function app.proposal_shown(shown app.proposals)
returns table (id uuid, "unit.id" uuid, "unit.code" text, "unit.name" text, "receiving_unit.id" uuid, "receiving_unit.code" text, "receiving_unit.name" text,
               "campaign.id" uuid, "campaign.code" text, "campaign.title" text, title text, reason text, number text, issued_on date, documents jsonb,
               nomination_count int, invented boolean, state text, submitted_at timestamptz, version int, created_at timestamptz, changed_at timestamptz,
               allowed_actions text[], _unit_id int, _issuer_id int)
language sql volatile rows 1 as $$
  select shown.id, unit_uid(shown.unit_id), unit_code_on(shown.unit_id), unit_name_on(shown.unit_id), unit_uid(shown.issuer_id), unit_code_on(shown.issuer_id),
         unit_name_on(shown.issuer_id), c.id, c.code, c.title, shown.title, shown.reason, shown.number, shown.issued_on, dossier_of('proposal', shown.id),
         (select count(*) from nominations n where n.proposal_id = shown.id)::int, shown.invented, shown.state, shown.submitted_at, shown.version,
         shown.created_at, shown.changed_at, allowed_actions('proposal', shown.id), shown.unit_id, case when shown.state <> 'draft' then shown.issuer_id end
    from (select 1) one left join campaigns c on c.id = shown.campaign_id
$$;

create or replace function app.proposal_made(wanted uuid) returns setof app.proposals language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from proposals where id = wanted
$$;

create or replace function app.nomination_shown(shown app.nominations)
returns table (id uuid, "proposal.id" uuid, "proposal.title" text, "proposal.state" text, "unit.id" uuid, "unit.code" text, "unit.name" text,
               "receiving_unit.id" uuid, "receiving_unit.code" text, "receiving_unit.name" text, ordinal int, "honouree.id" uuid, "honouree.kind" text,
               "honouree.name" text, award_type text, award_type_name text, award_class text, achievement text, achievement_from date, achievement_to date,
               citation_text text, documents jsonb, minutes_document_id uuid, decision_id uuid, award_id uuid, state text, version int, created_at timestamptz,
               changed_at timestamptz, allowed_actions text[], _unit_id int, _issuer_id int)
language sql volatile rows 1 as $$
  select shown.id, p.id, p.title, p.state, unit_uid(shown.unit_id), unit_code_on(shown.unit_id), unit_name_on(shown.unit_id), unit_uid(shown.issuer_id),
         unit_code_on(shown.issuer_id), unit_name_on(shown.issuer_id), shown.ordinal, h.id, h.kind, h.name, shown.award_type, award_name(shown.award_type), t.class,
         shown.achievement, shown.achievement_from, shown.achievement_to, shown.citation_text, dossier_of('nomination', shown.id), shown.minutes_document_id,
         (select a.decision_id from awards a where a.nomination_id = shown.id), (select a.id from awards a where a.nomination_id = shown.id), shown.state,
         shown.version, shown.created_at, shown.changed_at, allowed_actions('nomination', shown.id), shown.unit_id,
         case when shown.state <> 'draft' then shown.issuer_id end
    from proposals p join honourees h on h.id = shown.honouree_id join award_types t on t.code = shown.award_type where p.id = shown.proposal_id
$$;

create or replace function app.nomination_made(wanted uuid) returns setof app.nominations language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from nominations where id = wanted
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

-- ---- tasks ----

-- Proposals to mend, to receive, to appraise; nominations to judge and to put into a decision; decisions to sign.
create or replace function app.tasks_of_awards()
returns table (kind text, thing text, id uuid, title text, due_on date, overdue boolean, unit_id int, campaign_id uuid, link text)
language sql stable security definer set search_path = app, pg_temp as $$
  select t.kind, 'proposal', p.id, format(t.words, p.title, unit_name_on(p.unit_id)), null::date, false,
         case when unit_reaches(claim_unit(), p.unit_id) then p.unit_id else claim_unit() end, p.campaign_id, format('/api/v1/proposals/%s', p.id)
    from proposals p cross join lateral (values
      ('finish_proposal',   'Hoàn thiện và gửi tờ trình “%s”', 'draft', p.unit_id, 'reporter'),
      ('mend_proposal',     'Bổ sung hồ sơ đề nghị khen thưởng “%s”', 'incomplete', p.unit_id, 'reporter'),
      ('receive_proposal',  'Tiếp nhận hồ sơ đề nghị khen thưởng “%s” của %s', 'submitted', p.issuer_id, 'reviewer'),
      ('appraise_proposal', 'Thẩm định hồ sơ đề nghị khen thưởng “%s” của %s', 'received', p.issuer_id, 'reviewer')) t(kind, words, state, desk, role)
   where p.state = t.state and t.desk = claim_unit() and has_role(t.role)
  union all
  select 'read_return', 'proposal', p.id, format('Hồ sơ đề nghị khen thưởng “%s” bị trả lại: xem lý do', p.title), null, false, p.unit_id, p.campaign_id,
         format('/api/v1/proposals/%s/moves', p.id)
    from proposals p
   where p.state = 'returned' and p.unit_id = claim_unit() and has_role('reporter')
     and exists (select from moves m where m.thing_id = p.id and m.to_state = 'returned' and m.moved_at > business_now() - interval '30 days')
  union all
  select case n.state when 'appraised' then 'judge_nominations' else 'draft_decision' end, 'proposal', p.id,
         format(case n.state when 'appraised' then 'Ghi kết quả xét %s trường hợp của tờ trình “%s”' else 'Soạn quyết định khen thưởng %s trường hợp của tờ trình “%s”' end,
                count(*), p.title),
         null, false, case when unit_reaches(claim_unit(), p.unit_id) then p.unit_id else claim_unit() end, p.campaign_id,
         format('/api/v1/proposals/%s/nominations', p.id)
    from proposals p join nominations n on n.proposal_id = p.id
   where p.issuer_id = claim_unit() and has_role('reviewer') and p.state = 'appraised'
     and (n.state = 'appraised' or (n.state = 'passed' and not exists (select from award_decision_nominations x where x.nomination_id = n.id)))
   group by p.id, n.state
  union all
  select t.kind, 'award_decision', d.id, format(t.words, d.title), null, false, d.unit_id, null, format('/api/v1/award-decisions/%s', d.id)
    from award_decisions d cross join lateral (values
      ('sign_decision', 'Ký quyết định khen thưởng “%s”', 'drafted'), ('publish_decision', 'Công bố quyết định khen thưởng “%s”', 'signed')) t(kind, words, state)
   where d.unit_id = claim_unit() and d.state = t.state and has_role('leader')
$$;

select app.by_engine('app.tasks_of_awards()', 'app.attach_documents(text,uuid,jsonb)', 'app.dossier_of(text,uuid)', 'app.forget_dossier()',
  'app.judges_honouree(uuid,int)', 'app.nominee_kind(uuid)', 'app.nearest_desk_above(int)', 'app.may_receive(int,int)', 'app.missing_papers(app.proposals)',
  'app.grants_it_above(text,int)', 'app.same_award(app.nominations,app.proposals)', 'app.proposal_check(uuid)', 'app.carry_nominations(uuid,uuid)',
  'app.end_nomination(uuid,uuid)', 'app.end_proposals(uuid[])', 'app.decision_faults(uuid,jsonb)', 'app.decision_cannot_be_signed(uuid,jsonb)',
  'app.sign_decision(uuid,uuid)', 'app.publish_decision(uuid,uuid)', 'app.units_under(int,boolean)');
