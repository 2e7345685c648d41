-- Proposals (tờ trình) and their nominations: what may be proposed, the check of a dossier, their moves.

-- ---- documents of a dossier ----

create or replace function app.dossier_faults(place text, links jsonb) returns setof app.fault language plpgsql stable set search_path = app, pg_temp as $$
begin
  return query
  select format('%s/documents/%s/document', place, l.ordinal - 1), 'document_not_found', '{}'::jsonb
    from jsonb_array_elements(coalesce(nullif(links, 'null'), '[]')) with ordinality l(item, ordinal)
   where not document_is_seen((l.item ->> 'document')::uuid);
end $$;

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

-- ---- proposals ----

-- The nearest people's committee above a unit, whose standing body receives its proposals; the unit itself at the top.
create or replace function app.nearest_desk_above(unit int) returns int language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce((select t.ancestor_id from unit_tree t join units u on u.id = t.ancestor_id
                    where t.unit_id = unit and t.depth > 0 and t.valid_from <= today() and t.valid_to > today()
                      and is_area(u.kind)
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
   where body ->> 'campaign' is not null and not campaign_is_heard(body ->> 'campaign')
  union all
  select '/round', case when r.id is null then 'round_not_found' when r.unit_id <> receiver then 'round_of_another_unit' else 'round_for_another_reason' end,
         jsonb_build_object('title', r.title, 'unit', unit_name_on(r.unit_id), 'reason', label('award_reason', r.reason))
    from (select coalesce(unit_found(body ->> 'receiving_unit'), nearest_desk_above(claim_unit())) as receiver) x
    left join award_rounds r on r.id = (body ->> 'round')::uuid and round_is_heard(r.id)
   where body ->> 'round' is not null and (r.id is null or r.unit_id <> receiver or r.reason <> body ->> 'reason')
  union all
  select f.* from award_rounds r, round_window_faults(r) f where r.id = (body ->> 'round')::uuid and round_is_heard(r.id)
  union all
  select '/issued_on', 'issue_date_in_the_future', jsonb_build_object('date', body ->> 'issued_on', 'today', today()) where (body ->> 'issued_on')::date > today()
  union all
  select f.* from dossier_faults('', body -> 'documents') f
$$;

-- Volatile: a standing round may be as new as the proposal.
create or replace function app.round_in_a_proposal(wanted uuid) returns table (id uuid, campaign_id uuid) language sql volatile set search_path = app, pg_temp as $$
  select r.id, r.campaign_id from award_rounds r where r.id = wanted
$$;

create or replace function app.new_proposal(body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  made uuid;
begin
  perform raise_faults(array(select f from proposal_faults(body) f));
  insert into proposals(unit_id, issuer_id, campaign_id, round_id, title, reason, number, issued_on, invented)
  select claim_unit(), receiver, coalesce(campaign_named(body ->> 'campaign'), r.campaign_id), r.id, p.title, p.reason, p.number, p.issued_on, coalesce(p.invented, false)
    from jsonb_populate_record(null::proposals, body) p
   cross join lateral (select coalesce(unit_named(body ->> 'receiving_unit'), nearest_desk_above(claim_unit())) as receiver) x
   cross join lateral (select coalesce((body ->> 'round')::uuid, round_by_itself(receiver, p.reason, campaign_named(body ->> 'campaign'))) as round) y
    left join lateral round_in_a_proposal(round) r on true
  returning id into made;
  perform attach_documents('proposal', made, coalesce(body -> 'documents', '[]'));
  return made;
end $$;

create or replace function app.patch_proposal(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from proposals p, proposal_faults(case when body ? 'round' then jsonb_build_object('reason', p.reason, 'receiving_unit', unit_uid(p.issuer_id)) else '{}' end || body) f
                              where p.id = wanted)
    || array(select row('/receiving_unit', 'proposal_has_been_received', '{}')::fault from proposals p
              where p.id = wanted and p.state <> 'draft' and unit_found(body ->> 'receiving_unit') <> p.issuer_id));
  update proposals x
     set (round_id, title, reason, number, issued_on, invented, campaign_id, issuer_id)
       = (select case when body ? 'round' then (body ->> 'round')::uuid else x.round_id end, p.title, p.reason, p.number, p.issued_on, coalesce(p.invented, false),
                 case when body ? 'campaign' then campaign_named(body ->> 'campaign') else x.campaign_id end,
                 case when body ? 'receiving_unit' then coalesce(unit_named(body ->> 'receiving_unit'), nearest_desk_above(x.unit_id)) else x.issuer_id end
            from jsonb_populate_record(x, body) p)
   where x.id = wanted;
  update nominations n set issuer_id = p.issuer_id from proposals p where p.id = wanted and n.proposal_id = wanted and n.issuer_id <> p.issuer_id;
  perform attach_documents('proposal', wanted, body -> 'documents');
  return wanted;
end $$;

-- ---- nominations ----

create or replace function app.nomination_faults(place text, body jsonb) returns setof app.fault language plpgsql stable set search_path = app, pg_temp as $$
begin
  return query
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
  select f.* from initiatives_faults(place, (body ->> 'honouree')::uuid, (body ->> 'id')::uuid, body) f where body ->> 'initiatives' is not null
  union all
  select place || '/achievement_to', 'achievement_ends_after_it_begins', '{}'::jsonb where (body ->> 'achievement_to')::date < (body ->> 'achievement_from')::date
  union all
  select f.* from dossier_faults(place, body -> 'documents') f where body ->> 'documents' is not null;
end $$;

-- Who is on the list twice for the same award: in the table itself, or in the proposal already.
create or replace function app.repeated_nominees(proposal uuid, body jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select format('/items/%s/honouree', i.ordinal - 1), 'nominated_twice', jsonb_build_object('award_type', i.award_type)
    from (select item ->> 'honouree' as honouree, item ->> 'award_type' as award_type, ordinal,
                 min(ordinal) over (partition by item ->> 'honouree', item ->> 'award_type') as first
            from jsonb_array_elements(body -> 'items') with ordinality a(item, ordinal)) i
   where i.honouree is not null and (i.first < i.ordinal or exists (
     select from nominations n where n.proposal_id = proposal and n.honouree_id::text = i.honouree and n.award_type = i.award_type))
$$;

create or replace function app.new_nominations(proposal uuid, body jsonb) returns setof uuid language plpgsql set search_path = app, pg_temp as $$
declare
  entered uuid[];
  made uuid[];
begin
  perform raise_faults(array(select f from jsonb_array_elements(body -> 'items') with ordinality i(item, ordinal), nomination_faults(format('/items/%s', i.ordinal - 1), i.item) f)
    || array(select f from repeated_nominees(proposal, body) f));
  entered := enter_honourees((select jsonb_agg(coalesce(i.item -> 'new_honouree', 'null') order by i.ordinal) from jsonb_array_elements(body -> 'items') with ordinality i(item, ordinal)));
  made := array(select uuid_v7() from jsonb_array_elements(body -> 'items'));
  insert into nominations(id, proposal_id, unit_id, issuer_id, ordinal, honouree_id, award_type, achievement, achievement_from, achievement_to, citation_text, exception_note)
  select made[i.ordinal], p.id, p.unit_id, p.issuer_id, t.last + i.ordinal, coalesce((i.item ->> 'honouree')::uuid, entered[i.ordinal]), n.award_type, n.achievement,
         n.achievement_from, n.achievement_to, n.citation_text, n.exception_note
    from proposals p cross join lateral (select coalesce(max(x.ordinal), 0) as last from nominations x where x.proposal_id = p.id) t
   cross join jsonb_array_elements(body -> 'items') with ordinality i(item, ordinal) cross join lateral jsonb_populate_record(null::nominations, i.item) n
   where p.id = proposal order by i.ordinal;
  perform attach_documents('nomination', made[i.ordinal], i.item -> 'documents'), use_initiatives(made[i.ordinal], i.item -> 'initiatives')
     from jsonb_array_elements(body -> 'items') with ordinality i(item, ordinal) where coalesce(i.item -> 'documents', i.item -> 'initiatives') is not null order by i.ordinal;
  return query select m.id from unnest(made) with ordinality m(id, place) where exists (select from nominations n where n.id = m.id) order by m.place;
end $$;

create or replace function app.patch_nomination(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
begin
  perform raise_faults(array(select f from nominations n,
    nomination_faults('', to_jsonb(n) || jsonb_build_object('honouree', n.honouree_id) || body) f where n.id = wanted));
  update nominations x
     set (honouree_id, award_type, achievement, achievement_from, achievement_to, citation_text, exception_note)
       = (select coalesce((body ->> 'honouree')::uuid, x.honouree_id), n.award_type, n.achievement, n.achievement_from, n.achievement_to, n.citation_text, n.exception_note
            from jsonb_populate_record(x, body) n)
   where x.id = wanted;
  perform attach_documents('nomination', wanted, body -> 'documents');
  perform use_initiatives(wanted, body -> 'initiatives');
  return wanted;
end $$;

-- ---- the check of a dossier ----

-- Papers that the rules want of a proposal (nomination null) or of one nomination, and that are not attached; one attached to
-- the proposal stands for the whole list.
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
   where not exists (select from document_links l where l.purpose = paper and ((l.thing = 'nomination' and l.thing_id = w.id) or (l.thing = 'proposal' and l.thing_id = p.id)))
$$;

-- Whoever of a unit and those above it may grant an award today: how far up a proposal must go.
create or replace function app.grants_it_above(wanted_type text, unit int) returns table (unit_id int, depth int) language sql stable security definer set search_path = app, pg_temp as $$
  select t.ancestor_id, t.depth from unit_tree t cross join lateral authority_on(wanted_type, t.ancestor_id, today()) a
   where t.unit_id = unit and t.valid_from <= today() and t.valid_to > today() and a.allowed order by t.depth limit 1
$$;

-- What two texts tell apart from marks, case, blanks and stops: the same achievement is not another one for a full stop.
create or replace function app.achievement_told(words text) returns text language sql immutable strict parallel safe as $$
  select btrim(regexp_replace(app.folded(words), '[^[:alnum:]]+', ' ', 'g'))
$$;

-- Two forms: several titles of one year may stand beside each other, one achievement takes one form.
create or replace function app.are_forms(one text, other text) returns boolean language sql stable set search_path = app, pg_temp as $$
  select count(*) = 2 from award_types t where t.code in (one, other) and t.class = 'form'
$$;

-- The same award to the same honouree for the same: already granted in this campaign, or under way in another proposal; or
-- another form for the same achievement.
create or replace function app.same_award(n app.nominations, p app.proposals) returns table (code text, params jsonb) language sql stable security definer set search_path = app, pg_temp as $$
  with granted as (
    select a.award_type, a.decision_number, a.decided_on, a.campaign_id, achievement_told(a.achievement) = achievement_told(n.achievement) as same
      from awards a where a.honouree_id = n.honouree_id and award_counts(a) and not a.hidden),
  proposed as (
    select o.award_type, q.title, q.campaign_id, achievement_told(o.achievement) = achievement_told(n.achievement) as same
      from nominations o join proposals q on q.id = o.proposal_id
     where o.honouree_id = n.honouree_id and o.proposal_id <> p.id and o.state not in ('draft', 'failed', 'decided', 'struck_out', 'withdrawn') and q.state not in ('draft', 'returned'))
  select 'already_awarded', jsonb_build_object('decision_number', g.decision_number, 'decided_on', g.decided_on)
    from granted g where g.award_type = n.award_type and (g.campaign_id = p.campaign_id or g.same)
  union all
  select 'nominated_elsewhere', jsonb_build_object('proposal', o.title) from proposed o where o.award_type = n.award_type and (o.campaign_id = p.campaign_id or o.same)
  union all
  select distinct 'one_achievement_one_award', jsonb_build_object('other', award_name(x.award_type))
    from (select g.award_type, g.same from granted g union all select o.award_type, o.same from proposed o) x
   where x.same and x.award_type <> n.award_type and are_forms(x.award_type, n.award_type)
$$;

-- What a round asks of its proposals: its window, what it awards, its achievement period, its quotas, registrations.
create or replace function app.round_findings(p app.proposals) returns table (pointer text, code text, severity text, nomination_id uuid, params jsonb)
language sql stable security definer set search_path = app, pg_temp as $$
  with r as (select * from award_rounds where id = p.round_id),
  n as (select x.*, format('/nominations/%s', row_number() over (order by x.ordinal) - 1) as place, award_name(x.award_type) as name from nominations x where x.proposal_id = p.id),
  live as (select * from n where state not in ('failed', 'struck_out', 'withdrawn'))
  select f.pointer, f.code, 'fault', null::uuid, f.params from r, round_window_faults(r::award_rounds) f where p.state = 'draft'
  union all
  select n.place || '/award_type', 'award_type_not_offered', 'fault', n.id, jsonb_build_object('name', n.name, 'round', r.title)
    from r, live n where cardinality(r.award_types) > 0 and n.award_type <> all (r.award_types)
  union all
  select n.place || '/achievement_from', case when n.achievement_from is null or n.achievement_to is null then 'achievement_period_missing' else 'achievement_outside_period' end,
         'fault', n.id, jsonb_build_object('from', r.achievement_from, 'to', r.achievement_to, 'round', r.title)
    from r, live n where num_nonnulls(r.achievement_from, r.achievement_to) > 0
     and (n.achievement_from is null or n.achievement_to is null or n.achievement_from < r.achievement_from or n.achievement_to > r.achievement_to)
  union all
  select n.place || '/achievement_to', 'achievement_of_another_year', 'fault', n.id,
         jsonb_build_object('year', r.year, 'achieved', extract(year from n.achievement_to), 'round', r.title)
    from r, live n where is_of_another_year(n.achievement_to, r::award_rounds)
  union all
  select n.place, 'not_registered', 'warning', n.id, jsonb_build_object('name', n.name, 'round', r.title) from r, live n where not was_registered(r.id, n.honouree_id, n.award_type)
  union all
  select '/nominations', q.code, q.severity, null::uuid, q.params from quota_findings(p) q
$$;

-- Has the judging unit set a rule aside for a nomination?
create or replace function app.is_overridden(nomination uuid, wanted text) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select exists (select from nomination_overrides o where o.nomination_id = nomination and o.rule = wanted)
$$;

-- One achievement, one award: a fault, unless who judges has set the rule aside; and until then a warning to who judges for
-- what the unit asks to be judged in spite of it, with its reason.
create or replace function app.severity_of_repetition(n app.nominations) returns text language sql stable set search_path = app, pg_temp as $$
  select case when is_overridden(n.id, 'one_achievement') then 'warning'
              when n.state in ('draft', 'incomplete') and coalesce(n.exception_note, '') <> '' then 'warning' else 'fault' end
$$;

-- All that is wrong with a dossier before it is sent, faults that stop it and warnings that do not. Whoever has left the list,
-- or waits, keeps nobody from going on. Planned at each call: by how many a request has just brought.
drop function if exists app.proposal_check(uuid);
create or replace function app.proposal_check(wanted uuid)
returns table (pointer text, code text, severity text, nomination_id uuid, honouree text, award_type text, params jsonb)
language sql stable security definer set search_path = app, pg_temp as $$
  with p as (select * from proposals where id = wanted),
  listed as (
    select x.id, x as nomination, x.state, x.honouree_id, h.name as honouree, h.kind, h.position, x.award_type, t.honouree_kinds, t.class, t.valid_from, t.valid_to, achievement_told(x.achievement) as told,
           award_name(x.award_type) as name, x.ordinal, format('/nominations/%s', row_number() over (order by x.ordinal) - 1) as place,
           row_number() over (partition by x.award_type, h.kind, folded(h.name), folded(coalesce(h.position, '')) order by x.ordinal) as nth
      from nominations x join honourees h on h.id = x.honouree_id join award_types t on t.code = x.award_type where x.proposal_id = wanted),
  n as (select * from listed where state not in ('failed', 'struck_out', 'withdrawn')),
  lawful as materialized (select t.award_type, a.* from p cross join (select distinct award_type from n) t cross join lateral authority_on(t.award_type, p.issuer_id, today()) a),
  found as (
    select '/nominations' as pointer, 'proposal_needs_nominations' as code, 'fault' as severity, null::uuid as nomination_id, '{}'::jsonb as params
      where not exists (select from n)
    union all
    select coalesce(n.place, '') || '/documents', 'document_missing', 'fault', m.nomination_id, jsonb_build_object('purpose', m.purpose,
           'purpose_label', label('document_purpose', m.purpose), 'citation', m.citation)
      from p, missing_papers(p::proposals) m left join n on n.id = m.nomination_id where m.nomination_id is null or n.id is not null
    union all
    select n.place || '/achievement', 'one_achievement_one_award', severity_of_repetition(n.nomination), n.id, jsonb_build_object('name', n.name, 'other', award_name(o.award_type))
      from n join n o on o.honouree_id = n.honouree_id and o.class = 'form' and n.class = 'form' and o.id < n.id and o.told = n.told
    union all
    select n.place, s.code, severity_of_repetition(n.nomination), n.id, s.params || jsonb_build_object('name', n.name) from p, n, same_award(n.nomination, p::proposals) s
    union all
    select n.place || '/award_type', case when g.unit_id is null then 'authority_missing' else 'authority_is_above' end,
           case when g.unit_id is null then 'fault' else 'warning' end, n.id,
           jsonb_build_object('name', n.name, 'level', a.level, 'decided_on', today(), 'citation', a.citation, 'allowed', to_jsonb(a.deciders),
                              'who', deciders_said(a.deciders), 'unit', unit_name_on(coalesce(g.unit_id, p.issuer_id)))
      from p cross join n join lawful a on a.award_type = n.award_type left join lateral grants_it_above(n.award_type, p.issuer_id) g on true
     where not a.allowed
    union all
    select n.place, 'nominee_is_held', 'warning', n.id, '{}' from n where exists (select from hold_on(n.honouree_id, today()))
    union all
    select n.place || '/citation_text', 'citation_text_missing', 'warning', n.id, '{}' from n where coalesce((n.nomination).citation_text, '') = ''
    union all
    select n.place || '/honouree', 'nominee_listed_twice', 'warning', n.id, '{}'
      from n where n.nth > 1
    union all
    select f.* from p, round_findings(p::proposals) f),
  ruled as (
    select * from found
    union all
    select n.place || coalesce(e.params ->> 'pointer', ''), e.code, e.severity, n.id, (e.params - 'pointer') || jsonb_build_object('citation', e.citation)
      from n cross join lateral eligibility_beyond_check(n.id, today()) e where n.state <> 'held')
  select f.pointer, f.code, f.severity, f.nomination_id, n.honouree, n.award_type,
         f.params || case when n.id is null then '{}' else jsonb_build_object('honouree', n.honouree, 'award_type', n.award_type) end
                  || case when f.code in ('already_awarded', 'nominated_elsewhere', 'one_achievement_one_award') then
                     (select jsonb_build_object('citation', r.citation) from p, award_rule('one_achievement', n.award_type, n.kind, p.reason, p.unit_id, today()) r) else '{}' end
    from ruled f left join n on n.id = f.nomination_id
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
  return (select found_or_404(wanted::text, (select id from proposals where id = wanted)));
end $$;

-- ---- moves of proposals and nominations ----

-- Whoever changes nominations holds their proposals first, and of several the one with the lower id: sessions, decisions,
-- holds and forwardings before proposals, proposals before nominations.
create or replace function app.lock_proposals(cases uuid[]) returns void language plpgsql security definer set search_path = app, pg_temp as $$
begin
  perform from proposals where id in (select proposal_id from nominations where id = any (cases)) order by id for no key update;
end $$;

create or replace function app.lock_proposal_of(nomination uuid) returns void language plpgsql security definer set search_path = app, pg_temp as $$
begin
  perform lock_proposals(array[nomination]);
end $$;

-- Whoever sends a proposal to a round holds the round until it is counted, so that two at once are never more than its quota.
-- Where one only asks what could be done nothing is held.
create or replace function app.proposal_is_not_whole(wanted uuid, details jsonb) returns setof app.fault language plpgsql volatile security definer
set search_path = app, extensions, pg_temp as $$
begin
  if current_setting('transaction_read_only') = 'off' then
    perform from award_rounds r
      where r.id = (select round_id from proposals where id = wanted) and exists (select from award_round_quotas q where q.round_id = r.id) for no key update;
  end if;
  return query select c.pointer, c.code, c.params from proposal_check(wanted) c where c.severity = 'fault';
end $$;

-- What nobody has entered yet, told where one asks what could be done: the move itself counts nothing twice.
create or replace function app.proposal_is_unsettled(wanted uuid, details jsonb) returns setof app.fault language plpgsql volatile security definer
set search_path = app, extensions, pg_temp as $$
begin
  if current_setting('transaction_read_only') = 'on' then
    return query select c.pointer, c.code, c.params from proposal_check(wanted) c where c.code = 'eligibility_unknown';
  end if;
end $$;

-- ---- the clock of an appraisal ----

-- Working days since it was received, as the law or the unit has them, standing still while papers are waited for; it stops
-- with the appraisal. No row before it is received.
create or replace function app.proposal_clock(p app.proposals)
returns table (received_on date, working_days int, due_on date, overdue boolean, paused boolean, pauses jsonb, citation text)
language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return query select c.received_on, c.working_days, c.due_on, c.overdue, c.paused, c.pauses, c.citation from proposal_clocks(array[p]) c;
end $$;

-- The same for many at once: what the law says of a title, a reason and a day is asked once.
create or replace function app.proposal_clocks(wanted app.proposals[])
returns table (proposal_id uuid, received_on date, working_days int, due_on date, overdue boolean, paused boolean, pauses jsonb, citation text)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with p as materialized (select * from unnest(wanted)),
  steps as materialized (
    select m.thing_id, m.to_state, (m.moved_at at time zone 'Asia/Ho_Chi_Minh')::date as day,
           lead((m.moved_at at time zone 'Asia/Ho_Chi_Minh')::date) over (partition by m.thing_id order by m.recorded_at, m.id) as until
      from p join moves m on m.thing_id = p.id and m.thing = 'proposal'),
  clock as materialized (
    select s.thing_id, min(s.day) filter (where s.to_state = 'received') as received, min(s.day) filter (where s.to_state in ('appraised', 'returned', 'decided')) as stopped,
           coalesce(jsonb_agg(jsonb_build_object('from', s.day, 'to', s.until) order by s.day) filter (where s.to_state = 'incomplete'), '[]') as pauses
      from steps s group by s.thing_id having bool_or(s.to_state = 'received')),
  lasting as (
    select p.id, count(*)::int as days from p join steps s on s.thing_id = p.id and s.to_state = 'incomplete'
     cross join lateral generate_series(s.day + 1, coalesce(s.until, today()), interval '1 day') d where is_working_day(d::date, p.issuer_id) group by p.id),
  types as materialized (select distinct p.id, n.award_type, p.reason, p.issuer_id, c.received from p join clock c on c.thing_id = p.id join nominations n on n.proposal_id = p.id),
  law as materialized (
    select k.*, t.working_days, t.citation from (select distinct award_type, reason, issuer_id, received from types) k
     cross join lateral time_limit_on(k.award_type, k.reason, k.issuer_id, k.received) t),
  term as (select distinct on (t.id) t.id, l.working_days, l.citation from types t join law l using (award_type, reason, issuer_id, received) order by t.id, l.working_days, l.citation),
  due as materialized (
    select c.*, p.state, t.working_days, t.citation, working_day_after(c.received, t.working_days + coalesce(l.days, 0), p.issuer_id) as day
      from clock c join p on p.id = c.thing_id left join lasting l on l.id = p.id left join term t on t.id = p.id)
  select d.thing_id, d.received, d.working_days, d.day, coalesce(d.state <> 'incomplete' and coalesce(d.stopped, today()) > d.day, false), d.state = 'incomplete', d.pauses, d.citation
    from due d;
end $$;

-- What has a result is not sent back.
create or replace function app.proposal_has_results(wanted uuid, details jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/nominations', 'proposal_has_results', '{}'::jsonb where exists (select from nominations where proposal_id = wanted and state in ('passed', 'decided'))
$$;

-- A proposal moves its nominations along, up to appraised; whoever is held already is suspended as soon as it is sent.
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
  if made.to_state = 'submitted' then
    perform suspend_nominations(n.honouree_id, wanted) from nominations n where n.proposal_id = wanted and exists (select from hold_on(n.honouree_id, today())) order by n.id;
  end if;
end $$;

-- How often papers may be asked for again, by whose word.
create or replace function app.supplements_left(p app.proposals) returns table (at_most int, asked int, citation text)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select (r.value ->> 'at_most')::int, (select count(*) from moves m where m.thing = 'proposal' and m.thing_id = p.id and m.to_state = 'incomplete')::int, r.citation
    from award_rule('supplement', null, null, p.reason, p.issuer_id, today()) r;
end $$;

create or replace function app.supplement_asked_again(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select '/to', 'supplement_asked_again', jsonb_build_object('at_most', s.at_most, 'citation', s.citation)
    from proposals p, supplements_left(p) s where p.id = wanted and s.asked >= s.at_most
$$;

create or replace function app.nomination_cannot_end(wanted uuid, details jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select '/details/minutes_document', 'document_not_found', '{}'::jsonb
   where details ->> 'minutes_document' is not null and not document_is_seen((details ->> 'minutes_document')::uuid)
  union all
  select '', 'proposal_is_not_appraised', jsonb_build_object('state', p.state, 'state_label', label('proposal_state', p.state))
    from nominations n join proposals p on p.id = n.proposal_id where n.id = wanted and p.state not in ('appraised', 'in_council')
  union all
  select '', 'vote_is_needed', jsonb_build_object('name', award_name(n.award_type), 'citation', v.citation)
    from nominations n join proposals p on p.id = n.proposal_id join honourees h on h.id = n.honouree_id
   cross join lateral vote_rule(n.award_type, h.kind, p.reason, n.issuer_id, today()) v where n.id = wanted
$$;

-- What passes has gone through the steps that its award asks for before.
create or replace function app.nomination_cannot_pass(wanted uuid, details jsonb) returns setof app.fault language sql stable set search_path = app, pg_temp as $$
  select f.* from nomination_cannot_end(wanted, details) f
  union all
  select r.* from ready_for_council(wanted) r where r.code = 'step_is_waiting'
$$;

-- What is written into a decision is taken out of it first.
create or replace function app.nomination_is_granted(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select '', 'nomination_is_in_a_decision', jsonb_build_object('decision', d.title)
    from award_decision_nominations x join award_decisions d on d.id = x.decision_id where x.nomination_id = wanted
$$;

-- The minutes stay with the nomination; its proposal ends with its last nomination.
create or replace function app.end_nomination(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  minutes uuid := (select (details ->> 'minutes_document')::uuid from moves where id = move);
begin
  update nominations set minutes_document_id = minutes where id = wanted and minutes is not null;
  insert into document_links(document_id, unit_id, thing, thing_id, purpose)
  select id, unit_id, 'nomination', wanted, 'minutes' from documents where id = minutes on conflict do nothing;
  perform leave_proposal(wanted, move);
end $$;

-- One nomination less to decide on.
create or replace function app.leave_proposal(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  perform end_proposals(array(select proposal_id from nominations where id = wanted));
end $$;

create or replace function app.end_proposals(wanted uuid[]) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  perform from proposals where id = any (wanted) order by id for no key update;   -- two last nominations at once: the second one sees the first
  insert into moves(thing, thing_id, to_state)
  select 'proposal', p.id, 'decided' from proposals p
   where p.id = any (wanted) and p.state in ('submitted', 'received', 'incomplete', 'appraised', 'in_council')
     and not exists (select from nominations n where n.proposal_id = p.id and n.state not in ('decided', 'failed', 'struck_out', 'withdrawn'));
end $$;

-- ---- what replies show ----

drop function if exists app.proposal_shown(app.proposals);
create or replace function app.proposal_shown(shown app.proposals)
returns table (id uuid, "unit.id" uuid, "unit.code" text, "unit.name" text, "receiving_unit.id" uuid, "receiving_unit.code" text, "receiving_unit.name" text,
               "campaign.id" uuid, "campaign.code" text, "campaign.title" text, "round.id" uuid, "round.title" text, title text, reason text, number text, issued_on date,
               documents jsonb, nomination_count int, invented boolean, state text, submitted_at timestamptz, received_on date, working_days int, time_limit_citation text,
               due_on date, overdue boolean, paused boolean, pauses jsonb, supplements jsonb, version int, created_at timestamptz, changed_at timestamptz,
               allowed_actions text[], _unit_id int, _issuer_id int)
language plpgsql volatile rows 1 as $$
#variable_conflict use_column
begin
  return query
  select shown.id, unit_uid(shown.unit_id), unit_code_on(shown.unit_id), unit_name_on(shown.unit_id), unit_uid(shown.issuer_id), unit_code_on(shown.issuer_id),
         unit_name_on(shown.issuer_id), c.id, c.code, c.title, r.id, r.title, shown.title, shown.reason, shown.number, shown.issued_on, dossier_of('proposal', shown.id),
         (select count(*) from nominations n where n.proposal_id = shown.id)::int, shown.invented, shown.state, shown.submitted_at, k.received_on, k.working_days, k.citation,
         k.due_on, k.overdue, coalesce(k.paused, false), coalesce(k.pauses, '[]'), (select to_jsonb(x) from supplements_left(shown) x), shown.version,
         shown.created_at, shown.changed_at, allowed_actions('proposal', shown.id), shown.unit_id, case when shown.state <> 'draft' then shown.issuer_id end
    from (select 1) one left join campaigns c on c.id = shown.campaign_id left join award_rounds r on r.id = shown.round_id left join lateral proposal_clock(shown) k on true;
end $$;

-- Proposals as lists show them, with the clock of those that are appraised; `_nth` says which of the array.
create or replace function app.proposals_listed(shown app.proposals[])
returns table (id uuid, "unit.id" uuid, "unit.code" text, "unit.name" text, "receiving_unit.id" uuid, "receiving_unit.code" text, "receiving_unit.name" text,
               "campaign.id" uuid, "campaign.code" text, "campaign.title" text, "round.id" uuid, "round.title" text, title text, reason text, number text, issued_on date,
               nomination_count int, invented boolean, state text, submitted_at timestamptz, due_on date, overdue boolean, version int, created_at timestamptz, changed_at timestamptz,
               _unit_id int, _issuer_id int, _nth int)
language plpgsql stable set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with p as materialized (select x.* from unnest(shown) with ordinality x)
  select p.id, unit_uid(p.unit_id), unit_code_on(p.unit_id), unit_name_on(p.unit_id), unit_uid(p.issuer_id), unit_code_on(p.issuer_id), unit_name_on(p.issuer_id),
         c.id, c.code, c.title, r.id, r.title, p.title, p.reason, p.number, p.issued_on, (select count(*) from nominations n where n.proposal_id = p.id)::int,
         p.invented, p.state, p.submitted_at, k.due_on, k.overdue, p.version, p.created_at, p.changed_at, p.unit_id, case when p.state <> 'draft' then p.issuer_id end, p.ordinality::int
    from p left join campaigns c on c.id = p.campaign_id left join award_rounds r on r.id = p.round_id
    left join proposal_clocks(array(select x from unnest(shown) x where x.state in ('received', 'incomplete'))) k on k.proposal_id = p.id
   order by p.ordinality;
end $$;

create or replace function app.proposal_made(wanted uuid) returns setof app.proposals language sql volatile rows 1 set search_path = app, pg_temp as $$
  select * from proposals where id = wanted
$$;

-- Nominations that the caller has read, in the order given. Proposal and honouree are seen with them, and what hundreds have in
-- common is asked once.
drop function if exists app.nomination_shown(app.nominations);
drop function if exists app.nominations_shown(app.nominations[]);
create or replace function app.nominations_shown(shown app.nominations[])
returns table (id uuid, "proposal.id" uuid, "proposal.title" text, "proposal.state" text, "unit.id" uuid, "unit.code" text, "unit.name" text,
               "receiving_unit.id" uuid, "receiving_unit.code" text, "receiving_unit.name" text, ordinal int, "honouree.id" uuid, "honouree.kind" text,
               "honouree.name" text, award_type text, award_type_name text, award_class text, achievement text, achievement_from date, achievement_to date,
               citation_text text, exception_note text, registered boolean, steps jsonb, documents jsonb, initiatives jsonb, minutes_document_id uuid, decision_id uuid, award_id uuid,
               state text, version int, created_at timestamptz, changed_at timestamptz, allowed_actions text[], warnings jsonb, _unit_id int, _issuer_id int, _nth int)
language plpgsql volatile security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
    with n as materialized (
      select x.*, p.title, p.state as proposal_state, p.round_id, p.reason, h.kind, h.name, h.created_at = now() as entered
        from unnest(shown) with ordinality x join proposals p on p.id = x.proposal_id join honourees h on h.id = x.honouree_id),
    units as materialized (
      select u.id, unit_uid(u.id) as uid, unit_code_on(u.id) as code, unit_name_on(u.id) as name from (select n.unit_id from n union select n.issuer_id from n) u(id)),
    routes as materialized (
      select r.*, route_steps(r.award_type, r.kind, r.reason, r.unit_id) as steps from (select distinct n.award_type, n.kind, n.reason, n.unit_id from n) r)
    select n.id, n.proposal_id, n.title, n.proposal_state, u.uid, u.code, u.name, j.uid, j.code, j.name, n.ordinal, n.honouree_id, n.kind, n.name, n.award_type,
           award_name(n.award_type), t.class, n.achievement, n.achievement_from, n.achievement_to, n.citation_text, n.exception_note,
           was_registered(n.round_id, n.honouree_id, n.award_type), steps_of(shown[n.ordinality], r.steps), dossier_of('nomination', n.id), initiatives_of(n.id), n.minutes_document_id,
           a.decision_id, a.id, case n.state when 'held' then standing_of(shown[n.ordinality]) else n.state end, n.version, n.created_at, n.changed_at, o.actions, case when n.entered then nominee_warnings(n.honouree_id) else '[]' end, n.unit_id, case when n.state <> 'draft' then n.issuer_id end, n.ordinality::int
      from n join units u on u.id = n.unit_id join units j on j.id = n.issuer_id join award_types t on t.code = n.award_type
      join routes r on (r.award_type, r.kind, r.reason, r.unit_id) = (n.award_type, n.kind, n.reason, n.unit_id)
      join allowed_actions_of('nomination', array(select x.id from n x)) o on o.id = n.id
      left join awards a on a.nomination_id = n.id and (not a.hidden or unit_reaches(claim_unit(), a.issuer_id))
     order by n.ordinality;
end $$;

-- Who looks like a nominee that was entered with the request under way.
create or replace function app.nominee_warnings(entered uuid) returns jsonb language sql volatile set search_path = app, pg_temp as $$
  select look_alike_warnings(h) from honourees h where h.id = entered
$$;

create or replace function app.nominations_made(wanted uuid[]) returns app.nominations[] language sql volatile set search_path = app, pg_temp as $$
  select array_agg(n order by array_position(wanted, n.id)) from nominations n where n.id = any (wanted)
$$;

select app.by_engine('app.attach_documents(text,uuid,jsonb)', 'app.dossier_of(text,uuid)', 'app.forget_dossier()', 'app.nearest_desk_above(int)',
  'app.may_receive(int,int)', 'app.missing_papers(app.proposals)', 'app.grants_it_above(text,int)', 'app.same_award(app.nominations,app.proposals)',
  'app.proposal_check(uuid)', 'app.carry_nominations(uuid,uuid)', 'app.end_nomination(uuid,uuid)', 'app.leave_proposal(uuid,uuid)', 'app.end_proposals(uuid[])',
  'app.supplements_left(app.proposals)', 'app.proposal_is_not_whole(uuid,jsonb)', 'app.proposal_is_unsettled(uuid,jsonb)', 'app.proposal_clock(app.proposals)', 'app.proposal_clocks(app.proposals[])', 'app.round_findings(app.proposals)',
  'app.is_overridden(uuid,text)', 'app.lock_proposals(uuid[])', 'app.lock_proposal_of(uuid)', 'app.nominations_shown(app.nominations[])', 'app.supplement_asked_again(uuid,jsonb)', 'app.nomination_is_granted(uuid,jsonb)');
revoke execute on function app.lock_proposals(uuid[]), app.lock_proposal_of(uuid), app.carry_nominations(uuid, uuid), app.end_nomination(uuid, uuid), app.leave_proposal(uuid, uuid), app.end_proposals(uuid[]) from thidua_service;
