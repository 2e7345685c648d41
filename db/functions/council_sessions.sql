-- Sessions of a council: agenda, attendance, quorum, conflicts of interest, the way from planned to signed minutes.
-- council_votes.sql counts.

-- ---- who sees what ----

-- Somebody who is a member and nothing else sees the sessions he is called to.
create or replace function app.only_sits_in_council() returns boolean language sql stable parallel safe as $$
  select app.has_role('council') and not app.claim_roles() && '{reporter,reviewer,leader,admin,oversight}'
$$;

create or replace function app.sessions_called_to() returns setof uuid language sql stable security definer set search_path = app, pg_temp as $$
  select s.id from council_sessions s join council_members m on m.council_id = s.council_id and m.user_id = claim_user()
   where s.unit_id = claim_unit() and sits_on(m, s.held_on) and (m.standing or s.body = 'full')
$$;

-- From the moment that the session is convened until its minutes are signed, and none on which he has a conflict.
create or replace function app.cases_put_before() returns setof uuid language sql stable security definer set search_path = app, pg_temp as $$
  select i.nomination_id from council_session_items i join council_sessions s on s.id = i.session_id and s.state in ('convened', 'voting', 'closed')
   where not i.void and i.session_id in (select sessions_called_to())
     and not exists (select from council_conflicts c join council_members m on m.id = c.member_id and m.user_id = claim_user() where c.item_id = i.id)
$$;

create or replace function app.proposals_put_before() returns setof uuid language sql stable security definer set search_path = app, pg_temp as $$
  select n.proposal_id from nominations n where n.id in (select cases_put_before())
$$;

create or replace function app.honourees_put_before() returns setof uuid language sql stable security definer set search_path = app, pg_temp as $$
  select n.honouree_id from nominations n where n.id in (select cases_put_before())
$$;

create or replace function app.initiatives_put_before() returns setof uuid language sql stable security definer set search_path = app, pg_temp as $$
  select a.initiative_id from initiative_authors a where a.honouree_id in (select honourees_put_before())
$$;

-- What a paper may belong to for such a member: his sessions, his cases, and what stands beside them. Engine's functions, since
-- policies that ask for rows of tables with policies take longer to plan than to run.
create or replace function app.things_put_before() returns setof uuid language sql stable security definer set search_path = app, pg_temp as $$
  select sessions_called_to()
  union all select cases_put_before()
  union all select proposals_put_before()
  union all select e.id from endorsements e where e.nomination_id in (select cases_put_before())
  union all select o.id from nomination_overrides o where o.nomination_id in (select cases_put_before())
  union all select c.id from consultations c where c.nomination_id in (select cases_put_before())
  union all select h.id from holds h where h.honouree_id in (select honourees_put_before())
$$;

create or replace function app.papers_put_before() returns setof uuid language sql stable security definer set search_path = app, pg_temp as $$
  select l.document_id from document_links l where l.thing_id in (select things_put_before())
$$;

-- The second wall's word on the same: what belongs to cases is for such a member with his cases only.
create or replace function app.is_put_before(wanted text, fact jsonb) returns boolean language plpgsql stable security definer set search_path = app, pg_temp as $$
begin
  return case
    when wanted = 'nomination' then (fact ->> 'id')::uuid in (select cases_put_before())
    when wanted = 'proposal' then (fact ->> 'id')::uuid in (select proposals_put_before())
    when wanted = 'honouree' then (fact ->> 'id')::uuid in (select honourees_put_before())
    when wanted = 'initiative' then (fact ->> 'id')::uuid in (select initiatives_put_before())
    when wanted in ('endorsement', 'override', 'consultation', 'forwarding') then (fact ->> 'nomination_id')::uuid in (select cases_put_before())
    when wanted in ('honouree_rating', 'honouree_transfer', 'award_registration', 'hold') then (fact ->> 'honouree_id')::uuid in (select honourees_put_before())
    else true end;
end $$;

-- ---- seats ----

-- One row a seat of the body that meets: the member, or an alternate who came instead of him. Who circulates papers
-- answers in writing unless somebody says otherwise.
create or replace function app.seats_of(s app.council_sessions)
returns table (seat_id uuid, member_id uuid, user_id uuid, name text, ordinal int, status text, left_early boolean) language sql stable security definer set search_path = app, pg_temp as $$
  select m.id, coalesce(a.id, m.id), case when a.id is null then m.user_id else a.user_id end, coalesce(a.name, m.name), m.ordinal,
         coalesce(a.status, t.status, case s.kind when 'written_circulation' then 'written' else 'absent' end), coalesce(a.left_early, t.left_early, false)
    from council_members m
    left join council_attendance t on t.session_id = s.id and t.member_id = m.id
    left join lateral (
      select x.id, x.user_id, x.name, y.status, y.left_early
        from council_members x join council_attendance y on y.member_id = x.id and y.session_id = s.id and y.status <> 'absent'
       where x.alternate_for = m.id and sits_on(x, s.held_on) order by x.ordinal limit 1) a on coalesce(t.status, 'absent') = 'absent'
   where m.council_id = s.council_id and sits_on(m, s.held_on) and m.alternate_for is null and (m.standing or s.body = 'full')
$$;

-- Who may vote on a case: who is there or answers in writing, and has no conflict of interest.
create or replace function app.voters_on(item app.council_session_items) returns table (member_id uuid, user_id uuid, status text)
language sql stable security definer set search_path = app, pg_temp as $$
  select x.member_id, x.user_id, x.status from council_sessions s cross join lateral seats_of(s) x
   where s.id = item.session_id and x.status <> 'absent'
     and not exists (select from council_conflicts c where c.item_id = item.id and c.member_id = x.member_id)
$$;

create or replace function app.recused_from(item app.council_session_items) returns int language sql stable security definer set search_path = app, pg_temp as $$
  select count(*)::int from council_sessions s cross join lateral seats_of(s) x
   where s.id = item.session_id and exists (select from council_conflicts c where c.item_id = item.id and c.member_id = x.member_id)
$$;

-- ---- planning ----

-- How votes are taken on cases; of those on which none is, no row. What many have in common is asked once.
create or replace function app.rules_of_items(cases uuid[], on_day date)
returns table (nomination_id uuid, percent int, counted_of text, more_than boolean, quorum_numerator int, quorum_denominator int, ballots_at_most int, modes text[], recused text, citation text, confidence text)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
    with c as materialized (
      select n.id, n.award_type, h.kind, p.reason, n.issuer_id from nominations n join proposals p on p.id = n.proposal_id join honourees h on h.id = n.honouree_id where n.id = any (cases)),
    law as materialized (
      select k.*, v.* from (select distinct c.award_type, c.kind, c.reason, c.issuer_id from c) k cross join lateral vote_rule(k.award_type, k.kind, k.reason, k.issuer_id, on_day) v)
    select c.id, l.percent, l.of, l.more_than, l.quorum_numerator, l.quorum_denominator, l.ballots_at_most, l.modes, l.recused, l.citation, l.confidence
      from c join law l using (award_type, kind, reason, issuer_id);
end $$;

drop function if exists app.rule_of_item(uuid, date);

-- What is wrong with an agenda. Earlier steps of a case may still be on their way while a session is planned; they must
-- be done when it is convened.
create or replace function app.agenda_faults(session uuid, agenda jsonb, on_day date) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  with given as (
    select format('/agenda/%s', a.ordinal - 1) as place, a.ordinal, n.id, n.state, n.award_type, coalesce(a.item ->> 'mode', 'paper') as mode, a.item ->> 'nomination' as wanted
      from jsonb_array_elements(coalesce(nullif(agenda, 'null'), '[]')) with ordinality a(item, ordinal)
      left join nominations n on n.id = (a.item ->> 'nomination')::uuid and n.issuer_id = claim_unit() and n.state <> 'draft'),
  law as materialized (select * from rules_of_items(array(select g.id from given g), on_day))
  select g.place || '/nomination', 'nomination_not_found', '{}'::jsonb from given g where g.id is null
  union all
  select g.place || '/nomination', 'not_unique', '{}'::jsonb from given g where exists (select from given o where o.id = g.id and o.ordinal < g.ordinal)
  union all
  select g.place || '/nomination', 'nomination_is_not_appraised', jsonb_build_object('honouree', (select h.name from nominations n join honourees h on h.id = n.honouree_id where n.id = g.id), 'state', g.state, 'state_label', label('nomination_state', g.state)) from given g where g.state <> 'appraised'
  union all
  select g.place || '/nomination', 'nomination_is_before_a_council', jsonb_build_object('session', s.title)
    from given g join council_session_items i on i.nomination_id = g.id and not i.void and i.session_id is distinct from session join council_sessions s on s.id = i.session_id
  union all
  select g.place || '/nomination', 'vote_is_not_asked', jsonb_build_object('name', award_name(g.award_type))
    from given g where g.id is not null and not exists (select from law r where r.nomination_id = g.id)
  union all
  select g.place || '/mode', 'voting_mode_not_allowed', jsonb_build_object('mode', g.mode, 'mode_label', label('voting_mode', g.mode), 'modes', to_jsonb(r.modes),
         'modes_said', (select string_agg(label('voting_mode', m), ', ') from unnest(r.modes) m), 'citation', r.citation)
    from given g join law r on r.nomination_id = g.id where cardinality(r.modes) > 0 and g.mode <> all (r.modes)
$$;

-- What the law puts before the full council is not decided by its standing committee, whose few votes would be counted of
-- themselves.
create or replace function app.meeting_faults(meeting text, agenda jsonb, on_day date) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  with given as materialized (
    select a.ordinal, n.award_type, h.kind, p.reason, n.issuer_id
      from jsonb_array_elements(coalesce(nullif(agenda, 'null'), '[]')) with ordinality a(item, ordinal)
      join nominations n on n.id = (a.item ->> 'nomination')::uuid and n.issuer_id = claim_unit() and n.state <> 'draft'
      join proposals p on p.id = n.proposal_id join honourees h on h.id = n.honouree_id
     where meeting = 'standing'),
  asked as materialized (
    select k.*, r.steps, r.citation from (select distinct g.award_type, g.kind, g.reason, g.issuer_id from given g) k
     cross join lateral (select array_agg(s.step) as steps, min(s.citation) as citation from route_of(k.award_type, k.kind, k.reason, k.issuer_id, on_day) s) r)
  select format('/agenda/%s/nomination', g.ordinal - 1), 'full_council_is_asked', jsonb_build_object('name', award_name(g.award_type), 'citation', a.citation)
    from given g join asked a using (award_type, kind, reason, issuer_id) where 'council' = any (a.steps) and 'standing_committee' <> all (a.steps)
$$;

create or replace function app.agenda_of(session uuid) returns jsonb language sql stable security definer set search_path = app, pg_temp as $$
  select jsonb_agg(jsonb_build_object('nomination', i.nomination_id, 'mode', i.mode) order by i.ordinal) from council_session_items i where i.session_id = session
$$;

create or replace function app.council_session_faults(stood app.council_sessions, body jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  with said as (
    select coalesce((body ->> 'council')::uuid, stood.council_id) as council, coalesce((body ->> 'held_on')::date, stood.held_on) as held_on,
           coalesce(body ->> 'body', stood.body) as meeting, coalesce(body -> 'agenda', agenda_of(stood.id)) as agenda)
  select '/council', 'council_not_found', '{}'::jsonb from said s where not exists (select from councils c where c.id = s.council and c.unit_id = claim_unit())
  union all
  select '/held_on', 'council_not_in_office', jsonb_build_object('name', c.name, 'term', term_said(c.valid_from, c.valid_to))
    from said s join councils c on c.id = s.council and c.unit_id = claim_unit() where not (c.valid_from <= s.held_on and coalesce(c.valid_to, 'infinity') > s.held_on)
  union all
  select '/' || w.name, 'council_member_not_found', '{}'::jsonb
    from said s cross join unnest('{presided_by,recorded_by}'::text[]) w(name)
   where body ->> w.name is not null and not exists (select from council_members m where m.id = (body ->> w.name)::uuid and m.council_id = s.council and sits_on(m, s.held_on))
  union all
  select f.* from said s, agenda_faults(stood.id, body -> 'agenda', s.held_on) f where body ? 'agenda'
  union all
  select f.* from said s, meeting_faults(s.meeting, s.agenda, s.held_on) f
$$;

create or replace function app.new_council_session(body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  made uuid;
begin
  perform raise_faults(array(select f from council_session_faults(null, body) f));
  insert into council_sessions(unit_id, council_id, title, kind, body, held_on, place, presided_by, recorded_by, proceedings, invented)
  select claim_unit(), (new_council_session.body ->> 'council')::uuid, p.title, coalesce(p.kind, 'meeting'), coalesce(p.body, 'full'), p.held_on, p.place, p.presided_by, p.recorded_by, p.proceedings,
         coalesce(p.invented, false)
    from jsonb_populate_record(null::council_sessions, new_council_session.body) p
  returning id into made;
  perform put_agenda(made, coalesce(new_council_session.body -> 'agenda', '[]'));
  return made;
end $$;

create or replace function app.patch_council_session(wanted uuid, body jsonb) returns uuid language plpgsql set search_path = app, pg_temp as $$
declare
  stood council_sessions;
begin
  select * into strict stood from council_sessions where id = wanted;
  if stood.state <> 'planned' and patch_council_session.body ?| '{kind,body,held_on,agenda}' then
    perform raise_problem(409, 'session_has_begun', jsonb_build_object('title', stood.title));
  end if;
  perform raise_faults(array(select f from council_session_faults(stood, patch_council_session.body) f));
  update council_sessions s
     set (title, kind, body, held_on, place, presided_by, recorded_by, proceedings, invented)
       = (select p.title, p.kind, p.body, p.held_on, p.place, p.presided_by, p.recorded_by, p.proceedings, coalesce(p.invented, false)
            from jsonb_populate_record(s, patch_council_session.body) p)
   where s.id = wanted;
  if patch_council_session.body ? 'agenda' then
    perform put_agenda(wanted, patch_council_session.body -> 'agenda');
  end if;
  return wanted;
end $$;

-- A change of what belongs to a session is a new version of it. Ballots never come here.
create or replace function app.session_changed(wanted uuid) returns void language sql security definer set search_path = app, pg_temp as $$
  update council_sessions set changed_at = null where id = wanted
$$;

create or replace function app.put_agenda(session uuid, agenda jsonb) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  if not exists (select from council_sessions s where s.id = session and s.unit_id = claim_unit() and s.state = 'planned') then
    perform raise_problem(404, 'not_found');
  end if;
  delete from council_session_items where session_id = session;
  insert into council_session_items(session_id, unit_id, ordinal, nomination_id, mode)
  select session, claim_unit(), a.ordinal, (a.item ->> 'nomination')::uuid, coalesce(a.item ->> 'mode', 'paper')
    from jsonb_array_elements(coalesce(nullif(agenda, 'null'), '[]')) with ordinality a(item, ordinal);
  perform session_changed(session);
end $$;

-- ---- attendance ----

-- One seat, one person: a member, or the alternate who came instead of him.
create or replace function app.seat_faults(session uuid, items jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  with given as (
    select i.ordinal, m.id, m.name, coalesce(m.alternate_for, m.id) as seat
      from jsonb_array_elements(items) with ordinality i(item, ordinal) join council_members m on m.id = (i.item ->> 'member')::uuid
     where i.item ->> 'status' <> 'absent'),
  others as (
    select t.member_id as id from council_attendance t
     where t.session_id = session and t.status <> 'absent' and not exists (select from jsonb_array_elements(items) i(item) where (i.item ->> 'member')::uuid = t.member_id))
  select format('/items/%s/status', g.ordinal - 1), 'seat_is_taken', jsonb_build_object('name', g.name, 'other', o.name)
    from given g join council_members o on coalesce(o.alternate_for, o.id) = g.seat and o.id <> g.id
   where exists (select from given b where b.id = o.id and b.ordinal < g.ordinal) or o.id in (select x.id from others x)
$$;

create or replace function app.put_attendance(session uuid, body jsonb) returns uuid language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  s council_sessions;
begin
  select * into strict s from council_sessions where id = session and unit_id = claim_unit();
  perform raise_faults(array(
    select row(format('/items/%s/member', i.ordinal - 1), 'council_member_not_found', '{}')::fault
      from jsonb_array_elements(body -> 'items') with ordinality i(item, ordinal)
     where not exists (select from council_members m where m.id = (i.item ->> 'member')::uuid and m.council_id = s.council_id and sits_on(m, s.held_on) and (m.standing or s.body = 'full'))
    union all
    select row(format('/items/%s/letter', i.ordinal - 1), 'document_not_found', '{}')::fault
      from jsonb_array_elements(body -> 'items') with ordinality i(item, ordinal) where i.item ->> 'letter' is not null and not document_is_seen((i.item ->> 'letter')::uuid)
    union all
    select row(format('/items/%s/status', i.ordinal - 1), 'member_has_voted', jsonb_build_object('name', m.name))::fault
      from jsonb_array_elements(body -> 'items') with ordinality i(item, ordinal) join council_members m on m.id = (i.item ->> 'member')::uuid
     where i.item ->> 'status' = 'absent' and exists (select from council_ballot_marks k join council_votings v on v.id = k.voting_id and v.session_id = session and not v.void where k.member_id = m.id)
    union all
    select f from seat_faults(session, body -> 'items') f));
  insert into council_attendance(session_id, member_id, unit_id, status, left_early, letter_document_id, note)
  select distinct on (i.item ->> 'member') session, (i.item ->> 'member')::uuid, s.unit_id, i.item ->> 'status', coalesce((i.item ->> 'left_early')::boolean, false), (i.item ->> 'letter')::uuid, i.item ->> 'note'
    from jsonb_array_elements(body -> 'items') with ordinality i(item, ordinal) order by i.item ->> 'member', i.ordinal desc
  on conflict (session_id, member_id) do update set status = excluded.status, left_early = excluded.left_early, letter_document_id = excluded.letter_document_id, note = excluded.note;
  perform session_changed(session);
  return session;
end $$;

-- ---- conflicts of interest ----

-- Why members do not vote on cases: himself, a declared relative, the head of the nominee's unit, who proposed it, who made
-- the dossier. A name alone is told from another by the unit it works in, unless the member says who he is.
drop function if exists app.conflicts_found(uuid);
create or replace function app.conflicts_found(session uuid) returns table (item_id uuid, member_id uuid, reason text)
language sql stable security definer set search_path = app, pg_temp as $$
  with m as materialized (
    select x.*, folded(x.name) as said, array(select a.unit_id from assignments a where a.user_id = x.user_id and a.role = 'leader' and a.valid_from <= s.held_on and coalesce(a.valid_to, 'infinity') > s.held_on)
             || case when x.heads_work_unit and x.work_unit_id is not null then array[x.work_unit_id] else '{}' end as heads
      from council_sessions s join council_members x on x.council_id = s.council_id and sits_on(x, s.held_on) and (x.standing or s.body = 'full') where s.id = session),
  c as materialized (
    select i.id, h.id as honouree_id, h.unit_id, h.collective_unit_id, case when h.kind = 'individual' then folded(h.name) end as said, p.unit_id as proposed_by, p.submitted_by,
           array[n.created_by, n.changed_by, p.created_by, p.changed_by] as makers
      from council_session_items i join nominations n on n.id = i.nomination_id join honourees h on h.id = n.honouree_id join proposals p on p.id = n.proposal_id
     where i.session_id = session and not i.void)
  select c.id, m.id, r.reason
    from m cross join c cross join lateral (values
      ('self', m.honouree_id = c.honouree_id or (m.honouree_id is null and m.work_unit_id = c.unit_id and m.said = c.said)),
      ('relative', c.honouree_id = any (m.relatives)),
      ('head_of_unit', c.unit_id = any (m.heads) or c.collective_unit_id = any (m.heads)),
      ('proposer', (c.proposed_by <> m.unit_id and c.proposed_by = any (m.heads)) or m.user_id = c.submitted_by),
      ('maker', m.user_id = any (c.makers))) r(reason, found)
   where r.found
$$;

-- Run at every opening, alternates included; what was found or declared before stays.
create or replace function app.find_conflicts(session uuid) returns void language sql security definer set search_path = app, pg_temp as $$
  insert into council_conflicts(session_id, item_id, member_id, unit_id, source, reason)
  select s.id, r.item_id, r.member_id, s.unit_id, 'found', r.reason from council_sessions s cross join lateral conflicts_found(s.id) r where s.id = session
  on conflict on constraint conflict_is_known_already do nothing
$$;

-- A member declares his own; the standing body writes down those of members who have no account.
create or replace function app.new_conflict(session uuid, body jsonb) returns uuid language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  s council_sessions;
  item council_session_items;
  sitting council_members;
  made uuid;
begin
  select * into strict s from council_sessions where id = session and unit_id = claim_unit();
  select * into item from council_session_items i where i.session_id = session and i.nomination_id = (body ->> 'nomination')::uuid;
  if has_role('reviewer') and body ->> 'member' is not null then
    select * into sitting from council_members m where m.id = (body ->> 'member')::uuid and m.council_id = s.council_id and sits_on(m, s.held_on);
  else
    select * into sitting from council_members m where m.user_id = claim_user() and m.council_id = s.council_id and sits_on(m, s.held_on) and (body ->> 'member' is null or m.id = (body ->> 'member')::uuid);
  end if;
  if sitting.id is null and not has_role('reviewer') then
    perform raise_problem(403, 'not_a_voter');
  end if;
  perform raise_faults(array(
    select row('/member', 'council_member_not_found', '{}')::fault where sitting.id is null
    union all select row('/member', 'member_declares_himself', jsonb_build_object('name', sitting.name))::fault where sitting.user_id is not null and sitting.user_id <> claim_user()
    union all select row('/nomination', 'nomination_not_on_the_agenda', '{}')::fault where item.id is null));
  if exists (select from council_votings v join council_ballot_marks k on k.voting_id = v.id and k.member_id = sitting.id where v.item_id = item.id and not v.void) then
    perform raise_problem(409, 'already_voted');
  end if;
  insert into council_conflicts(session_id, item_id, member_id, unit_id, source, reason, note, declared_by)
  values (session, item.id, sitting.id, s.unit_id, 'declared', coalesce(body ->> 'reason', 'other'), body ->> 'note', claim_user())
  returning id into made;
  perform session_changed(session);
  return made;
end $$;

-- What was declared by mistake is taken back by the member, or by the standing body for one without an account, until the vote on the
-- case begins; what was found stays. The audit keeps it.
create or replace function app.withdraw_conflict(session uuid, wanted uuid) returns uuid language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  declared council_conflicts;
  sitting council_members;
begin
  select * into declared from council_conflicts c where c.id = wanted and c.session_id = session and c.unit_id = claim_unit();
  if declared.id is null then
    perform raise_problem(404, 'not_found');
  end if;
  select * into strict sitting from council_members m where m.id = declared.member_id;
  if sitting.user_id is distinct from claim_user() and not (sitting.user_id is null and has_role('reviewer')) then
    perform raise_problem(403, 'conflict_is_anothers', jsonb_build_object('name', sitting.name));
  elsif declared.source <> 'declared' then
    perform raise_problem(409, 'conflict_was_found', jsonb_build_object('name', sitting.name));
  elsif exists (select from council_votings v where v.item_id = declared.item_id) then
    perform raise_problem(409, 'conflict_vote_has_begun', jsonb_build_object('name', sitting.name));
  end if;
  delete from council_conflicts where id = wanted;
  perform session_changed(session);
  return wanted;
end $$;

-- ---- moves ----

create or replace function app.cases_of(session uuid) returns uuid[] language sql stable security definer set search_path = app, pg_temp as $$
  select array_agg(nomination_id order by ordinal) from council_session_items where session_id = session
$$;

create or replace function app.quorum_of(wanted uuid) returns int language sql stable security definer set search_path = app, pg_temp as $$
  select max((s.total * coalesce(r.quorum_numerator, 0) + coalesce(r.quorum_denominator, 1) - 1) / coalesce(r.quorum_denominator, 1))
    from (select x.id, x.held_on, total_membership(x.council_id, x.held_on, x.body = 'standing') as total from council_sessions x where x.id = wanted offset 0) s
   cross join lateral rules_of_items(cases_of(s.id), s.held_on) r
$$;

create or replace function app.present_in(s app.council_sessions) returns int language sql stable security definer set search_path = app, pg_temp as $$
  select count(*)::int from seats_of(s) where status = 'present' and not left_early
$$;

create or replace function app.session_cannot_be_convened(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  with s as (select * from council_sessions where id = wanted)
  select '/held_on', 'session_is_not_yet', jsonb_build_object('held_on', day_said(s.held_on)) from s where s.held_on > today()
  union all
  select '/agenda', 'agenda_is_empty', '{}'::jsonb where not exists (select from council_session_items where session_id = wanted)
  union all
  select f.* from s, agenda_faults(s.id, agenda_of(s.id), s.held_on) f
  union all
  select f.* from s, meeting_faults(s.body, agenda_of(s.id), s.held_on) f
  union all
  select format('/agenda/%s', i.ordinal - 1), r.code, r.params || jsonb_build_object('honouree', h.name)
    from council_session_items i join cases_not_ready(cases_of(wanted)) r on r.nomination_id = i.nomination_id join nominations n on n.id = i.nomination_id and n.state = 'appraised'
    join honourees h on h.id = n.honouree_id where i.session_id = wanted
  union all
  select '/attendance', 'quorum_missing', jsonb_build_object('present', present_in(s), 'needed', quorum_of(s.id))
    from s where s.kind = 'meeting' and present_in(s) < quorum_of(s.id)
$$;

-- Convened: who sits in it, the quorum and the rule of each case stand from now on; conflicts are looked for.
create or replace function app.convene_session(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  update council_sessions s
     set total_members = total_membership(s.council_id, s.held_on, s.body = 'standing'), quorum_needed = quorum_of(s.id), present_at_opening = present_in(s), opened_at = business_now()
   where s.id = wanted;
  update council_session_items i
     set (percent, more_than, counted_of, quorum_numerator, quorum_denominator, ballots_at_most, recused, rule_citation, rule_confidence)
       = (r.percent, r.more_than, r.counted_of, r.quorum_numerator, r.quorum_denominator, coalesce(r.ballots_at_most, 1), coalesce(r.recused, 'stay_in_base'), r.citation, r.confidence)
    from council_sessions s cross join lateral rules_of_items(cases_of(s.id), s.held_on) r
   where s.id = wanted and i.session_id = s.id and i.nomination_id = r.nomination_id;
  perform find_conflicts(wanted);
  perform lock_proposals(cases_of(wanted));
  insert into moves(thing, thing_id, to_state)
  select 'proposal', p.id, 'in_council' from proposals p
   where p.state = 'appraised' and p.id in (select n.proposal_id from nominations n join council_session_items i on i.nomination_id = n.id and i.session_id = wanted) order by p.id;
end $$;

-- The cases that may be voted on again: not carried, and fewer ballots held than the rule allows.
create or replace function app.items_to_vote_again(wanted uuid, details jsonb) returns setof uuid language sql stable security definer set search_path = app, pg_temp as $$
  select i.id from council_session_items i cross join lateral (select v.* from council_votings v where v.item_id = i.id order by v.ballot desc limit 1) last
   where i.session_id = wanted and last.closed and not last.passed and last.ballot < i.ballots_at_most
     and (coalesce(details -> 'nominations', 'null') = 'null' or details -> 'nominations' ? i.nomination_id::text)
$$;

-- Cases that not even every voter could carry: convening tells of them, for attendance can still be mended, and a voting of
-- them wants a reason. Conflicts of interest are those that the move would find.
create or replace function app.votes_cannot_carry(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  with seats as materialized (select x.member_id, x.status <> 'absent' as votes from council_sessions s cross join lateral seats_of(s) x where s.id = wanted),
  conflicts as materialized (
    select c.item_id, c.member_id from council_conflicts c where c.session_id = wanted union select f.item_id, f.member_id from conflicts_found(wanted) f),
  rules as materialized (
    select r.nomination_id, r.percent, r.more_than, r.counted_of, coalesce(r.recused, 'stay_in_base') as recused, r.citation,
           total_membership(s.council_id, s.held_on, s.body = 'standing') as total
      from council_sessions s cross join lateral rules_of_items(cases_of(s.id), s.held_on) r where s.id = wanted and s.state = 'planned'
    union all
    select i.nomination_id, i.percent, i.more_than, i.counted_of, i.recused, i.rule_citation, s.total_members
      from council_sessions s join council_session_items i on i.session_id = s.id
     where s.id = wanted and (s.state = 'convened' or (s.state = 'closed' and i.id in (select items_to_vote_again(wanted, details))))),
  counted as (
    select i.ordinal, r.*, n.voters, n.without,
           case r.counted_of when 'present' then n.voters + n.without else r.total end - case r.recused when 'leave_base' then n.without else 0 end as base
      from rules r join council_session_items i on i.session_id = wanted and i.nomination_id = r.nomination_id
     cross join lateral (select count(*) filter (where x.votes and c.member_id is null)::int as voters, count(c.member_id)::int as without
                           from seats x left join (select distinct k.member_id from conflicts k where k.item_id = i.id) c on c.member_id = x.member_id) n)
  select case s.state when 'planned' then format('/agenda/%s', c.ordinal - 1) else '/note' end, 'vote_cannot_carry',
         jsonb_build_object('honouree', h.name, 'voters', c.voters, 'needed', votes_needed(c.percent, c.more_than, c.base), 'base', c.base, 'percent', c.percent,
                            'counted_of', c.counted_of, 'counted_of_label', lower_first(label('vote_base', c.counted_of)), 'recused', c.without,
                            'recused_label', lower_first(label('recused_members', c.recused)), 'citation', c.citation)
    from counted c join council_sessions s on s.id = wanted join nominations n on n.id = c.nomination_id join honourees h on h.id = n.honouree_id
   where c.voters < votes_needed(c.percent, c.more_than, c.base) order by c.ordinal
$$;

create or replace function app.voting_cannot_open(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select '', 'no_second_ballot', '{}'::jsonb from council_sessions s where s.id = wanted and s.state = 'closed' and not exists (select from items_to_vote_again(wanted, details))
$$;

create or replace function app.open_voting(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  before text := (select from_state from moves where id = move);
  named jsonb := (select details from moves where id = move);
begin
  perform find_conflicts(wanted);
  insert into council_votings(item_id, session_id, unit_id, ballot, mode)
  select i.id, i.session_id, i.unit_id, 1 + (select count(*) from council_votings v where v.item_id = i.id), i.mode
    from council_session_items i
   where i.session_id = wanted and (before = 'convened' or i.id in (select items_to_vote_again(wanted, named)));
  perform seal_voting(wanted);
end $$;

-- A meeting must have its quorum at the end too; papers and hands were counted by two.
create or replace function app.voting_cannot_close(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  with s as (select * from council_sessions where id = wanted)
  select '/attendance', 'quorum_missing', jsonb_build_object('present', taking_part(s), 'needed', s.quorum_needed) from s where taking_part(s) < s.quorum_needed
  union all
  select format('/agenda/%s', i.ordinal - 1), 'count_missing', jsonb_build_object('honouree', h.name)
    from council_votings v join council_session_items i on i.id = v.item_id join nominations n on n.id = i.nomination_id join honourees h on h.id = n.honouree_id
   where v.session_id = wanted and not v.closed and not v.void and v.mode in ('paper', 'show_of_hands') and not exists (select from council_counts c where c.voting_id = v.id)
$$;

-- In the room; where papers circulate, who has answered.
create or replace function app.taking_part(s app.council_sessions) returns int language sql stable security definer set search_path = app, pg_temp as $$
  select case s.kind when 'meeting' then present_in(s)
    else (select coalesce(max(greatest((select count(*) from council_ballot_marks k where k.voting_id = v.id), coalesce((select max(c.returned) from council_counts c where c.voting_id = v.id), 0))), 0)::int
            from council_votings v where v.session_id = s.id and not v.closed and not v.void) end
$$;

create or replace function app.close_voting(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  voting council_votings;
begin
  for voting in select * from council_votings v where v.session_id = wanted and not v.closed and not v.void loop
    perform count_voting(voting);
  end loop;
  update council_sessions s set present_at_close = taking_part_at_close(s), closed_at = business_now() where s.id = wanted;
end $$;

create or replace function app.taking_part_at_close(s app.council_sessions) returns int language sql stable security definer set search_path = app, pg_temp as $$
  select case s.kind when 'meeting' then present_in(s) else (select max(v.returned) from council_votings v where v.session_id = s.id and not v.void) end
$$;

-- Adjourned: what was voted is void and destroyed; the cases are free for another session.
create or replace function app.adjourn_session(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
begin
  perform destroy_ballots(wanted);
  update council_votings set void = true, closed = true, yes = null, no = null, valid = null, invalid = null, returned = null, issued = null, passed = null, ballot_hashes = null, ballot_set_hash = null
   where session_id = wanted;
  update council_session_items set void = true where session_id = wanted;
  perform leave_council(wanted);
end $$;

-- Proposals that no council has before it any more are as they were.
create or replace function app.leave_council(wanted uuid) returns void language sql security definer set search_path = app, extensions, pg_temp as $$
  select lock_proposals(cases_of(wanted));
  insert into moves(thing, thing_id, to_state)
  select 'proposal', p.id, 'appraised' from proposals p
   where p.state = 'in_council' and p.id in (select n.proposal_id from nominations n join council_session_items i on i.nomination_id = n.id and i.session_id = wanted)
     and not exists (select from nominations n join council_session_items i on i.nomination_id = n.id and not i.void join council_sessions s on s.id = i.session_id and s.state <> 'planned'
                      where n.proposal_id = p.id)
   order by p.id
$$;

create or replace function app.minutes_cannot_be_signed(wanted uuid, details jsonb) returns setof app.fault language sql stable security definer set search_path = app, pg_temp as $$
  select '/details/minutes_document', 'document_not_found', '{}'::jsonb where details ->> 'minutes_document' is not null and not document_is_seen((details ->> 'minutes_document')::uuid)
  union all
  select '/details/signed_on', 'minutes_signed_before_the_session', jsonb_build_object('held_on', day_said(s.held_on), 'today', day_said(today()))
    from council_sessions s where s.id = wanted and ((details ->> 'signed_on')::date < s.held_on or (details ->> 'signed_on')::date > today())
$$;

-- Signed: each case goes where the votes sent it. One that is held or was taken back meanwhile is free again.
create or replace function app.sign_council_minutes(wanted uuid, move uuid) returns void language plpgsql security definer set search_path = app, extensions, pg_temp as $$
declare
  signed jsonb := (select details from moves where id = move);
  minutes uuid := (signed ->> 'minutes_document')::uuid;
begin
  update council_sessions set minutes_document_id = minutes, minutes_signed_on = (signed ->> 'signed_on')::date, minutes_number = signed ->> 'number', minutes_signers = nullif(signed -> 'signers', 'null')
   where id = wanted;
  insert into document_links(document_id, unit_id, thing, thing_id, purpose)
  select id, unit_id, 'council_session', wanted, 'minutes' from documents where id = minutes on conflict do nothing;
  perform lock_proposals(cases_of(wanted));
  insert into moves(thing, thing_id, to_state, note, details)
  select 'nomination', n.id, case when r.passed then 'passed' else 'failed' end,
         format('%s/%s phiếu đồng ý, cần %s', r.yes, r.base, r.needed), jsonb_build_object('minutes_document', minutes, 'session', wanted)
    from council_session_items i join nominations n on n.id = i.nomination_id and n.state = 'appraised' cross join lateral council_result(n.id) r
   where i.session_id = wanted and r.session_id = wanted order by i.ordinal;
  update council_session_items i set void = true from nominations n where n.id = i.nomination_id and i.session_id = wanted and n.state not in ('passed', 'failed', 'decided');
  perform leave_council(wanted);
end $$;

select app.by_engine('app.meeting_faults(text,jsonb,date)', 'app.agenda_of(uuid)', 'app.seat_faults(uuid,jsonb)');
select app.by_engine('app.sessions_called_to()', 'app.votes_cannot_carry(uuid,jsonb)', 'app.cases_put_before()', 'app.proposals_put_before()', 'app.honourees_put_before()', 'app.initiatives_put_before()', 'app.things_put_before()', 'app.papers_put_before()', 'app.is_put_before(text,jsonb)', 'app.seats_of(app.council_sessions)', 'app.voters_on(app.council_session_items)', 'app.recused_from(app.council_session_items)',
  'app.rules_of_items(uuid[],date)', 'app.cases_of(uuid)', 'app.agenda_faults(uuid,jsonb,date)', 'app.council_session_faults(app.council_sessions,jsonb)', 'app.session_changed(uuid)', 'app.put_agenda(uuid,jsonb)',
  'app.put_attendance(uuid,jsonb)', 'app.conflicts_found(uuid)', 'app.find_conflicts(uuid)', 'app.new_conflict(uuid,jsonb)', 'app.withdraw_conflict(uuid,uuid)', 'app.quorum_of(uuid)',
  'app.present_in(app.council_sessions)', 'app.session_cannot_be_convened(uuid,jsonb)', 'app.convene_session(uuid,uuid)', 'app.items_to_vote_again(uuid,jsonb)', 'app.voting_cannot_open(uuid,jsonb)',
  'app.open_voting(uuid,uuid)', 'app.voting_cannot_close(uuid,jsonb)', 'app.taking_part(app.council_sessions)', 'app.close_voting(uuid,uuid)', 'app.taking_part_at_close(app.council_sessions)',
  'app.adjourn_session(uuid,uuid)', 'app.leave_council(uuid)', 'app.minutes_cannot_be_signed(uuid,jsonb)', 'app.sign_council_minutes(uuid,uuid)');
revoke execute on function app.session_changed(uuid), app.find_conflicts(uuid), app.convene_session(uuid, uuid), app.open_voting(uuid, uuid), app.taking_part(app.council_sessions),
  app.close_voting(uuid, uuid), app.adjourn_session(uuid, uuid), app.leave_council(uuid), app.sign_council_minutes(uuid, uuid), app.conflicts_found(uuid) from thidua_service;
