-- Sessions: of the unit and for those above it; a member who is nothing but a member sees those he is called to, and who
-- only oversees sees them once they are convened. Agenda, attendance, conflicts and results go with their session and are
-- written by the engine's functions. Nobody but the engine reads a mark, a count before its end, or a ballot.
select app.keep('app.council_sessions', granted => false);
grant select, delete, insert (unit_id, council_id, title, kind, body, held_on, place, presided_by, recorded_by, proceedings, invented),
      update (title, kind, body, held_on, place, presided_by, recorded_by, proceedings, invented) on app.council_sessions to thidua_service;
drop policy if exists seen_from_above on app.council_sessions;
create policy seen_from_above on app.council_sessions for select to thidua_service using (
  ((select app.reaches_everything())
   or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()))
  and case when (select app.only_sits_in_council()) then id in (select app.sessions_called_to())
           else state <> 'planned' or not (select app.only_oversees()) end);
drop policy if exists planned_by_the_standing_body on app.council_sessions;
create policy planned_by_the_standing_body on app.council_sessions for insert to thidua_service with check (unit_id = (select app.claim_unit()));
drop policy if exists changed_by_the_standing_body on app.council_sessions;
create policy changed_by_the_standing_body on app.council_sessions for update to thidua_service
  using (unit_id = (select app.claim_unit())) with check (unit_id = (select app.claim_unit()));
drop policy if exists deleted_while_planned on app.council_sessions;
create policy deleted_while_planned on app.council_sessions for delete to thidua_service using (unit_id = (select app.claim_unit()) and state = 'planned');

select app.keep('app.council_session_items', granted => false, announced => false);
grant select on app.council_session_items to thidua_service;
drop policy if exists as_its_session on app.council_session_items;
create policy as_its_session on app.council_session_items for select to thidua_service using (
  exists (select from app.council_sessions s where s.id = session_id));

select app.keep('app.council_attendance', granted => false);
grant select on app.council_attendance to thidua_service;
drop policy if exists as_its_session on app.council_attendance;
create policy as_its_session on app.council_attendance for select to thidua_service using (
  exists (select from app.council_sessions s where s.id = session_id));

select app.keep('app.council_conflicts', granted => false, announced => false);
grant select on app.council_conflicts to thidua_service;
drop policy if exists as_its_session on app.council_conflicts;
create policy as_its_session on app.council_conflicts for select to thidua_service using (
  exists (select from app.council_sessions s where s.id = session_id));

select app.keep('app.council_votings', granted => false, announced => false);
select app.keep('app.council_counts', granted => false, audited => false, announced => false);

-- Who is nothing but a member reads the cases that sessions put before him while they are before him, with what belongs to
-- them, and not those on which he has a conflict; other papers of the area are not for him.
do $$
declare
  narrowed record;
begin
  for narrowed in select * from (values
    ('nominations',          'id in (select app.cases_put_before())'),
    ('proposals',            'id in (select app.proposals_put_before())'),
    ('honourees',            'id in (select app.honourees_put_before())'),
    ('honouree_merges',      'into_id in (select app.honourees_put_before())'),
    ('honouree_ratings',     'honouree_id in (select app.honourees_put_before())'),
    ('honouree_transfers',   'honouree_id in (select app.honourees_put_before())'),
    ('award_registrations',  'honouree_id in (select app.honourees_put_before())'),
    ('holds',                'honouree_id in (select app.honourees_put_before())'),
    ('initiatives',          'id in (select app.initiatives_put_before())'),
    ('consultations',        'nomination_id in (select app.cases_put_before())'),
    ('documents',            'is_public or id in (select app.papers_put_before())'),
    ('document_links',       'thing_id in (select app.things_put_before())')) n(kept, condition)
  loop
    execute format('drop policy if exists as_put_before_the_council on app.%I', narrowed.kept);
    execute format('create policy as_put_before_the_council on app.%I as restrictive for select to thidua_service using (not (select app.only_sits_in_council()) or %s)',
                   narrowed.kept, narrowed.condition);
  end loop;
end $$;
