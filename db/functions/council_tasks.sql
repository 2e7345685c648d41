-- What somebody has to do about councils.

-- Sessions to convene, to close, whose minutes are to be signed; for members, conflicts to declare and votes to give.
create or replace function app.tasks_of_councils()
returns table (kind text, thing text, id uuid, title text, due_on date, overdue boolean, unit_id int, campaign_id uuid, link text)
language plpgsql stable security definer set search_path = app, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select t.kind, 'council_session', s.id, format(t.words, s.title, day_said(s.held_on)), case when s.state in ('planned', 'convened', 'voting') then s.held_on end,
         s.state in ('planned', 'convened', 'voting') and s.held_on < today(), s.unit_id, null::uuid, format('/api/v1/council-sessions/%s', s.id)
    from council_sessions s cross join lateral (values
      ('convene_session', 'Khai mạc phiên họp “%s”, ngày %s', 'planned', 'reviewer'),
      ('open_voting',     'Mở biểu quyết phiên họp “%s”, ngày %s', 'convened', 'reviewer'),
      ('close_voting',    'Kiểm phiếu phiên họp “%s”, ngày %s', 'voting', 'reviewer'),
      ('sign_minutes',    'Ghi biên bản đã ký của phiên họp “%s”, ngày %s', 'closed', 'reviewer')) t(kind, words, state, role)
   where s.unit_id = claim_unit() and s.state = t.state and has_role(t.role) and s.held_on <= today() + 14
  union all
  select 'declare_conflicts', 'council_session', s.id, format('Xem chương trình phiên họp “%s”, khai báo xung đột lợi ích nếu có trước ngày %s', s.title, day_said(s.held_on)), s.held_on, false, s.unit_id,
         null, format('/api/v1/council-sessions/%s/conflicts', s.id)
    from council_sessions s
   where s.id in (select sessions_called_to()) and has_role('council') and s.state in ('planned', 'convened') and s.held_on >= today()
  union all
  select 'cast_vote', 'council_session', s.id, format('Biểu quyết tại phiên họp “%s”: còn %s trường hợp', s.title, count(*)), s.held_on, s.held_on < today(), s.unit_id,
         null, format('/api/v1/council-sessions/%s/ballots', s.id)
    from council_sessions s join council_votings v on v.session_id = s.id and not v.closed and not v.void and v.mode like 'electronic%'
    join council_session_items i on i.id = v.item_id cross join lateral (select x.member_id from voters_on(i) x where x.user_id = claim_user()) me
   where s.unit_id = claim_unit() and has_role('council') and s.state = 'voting' and not exists (select from council_ballot_marks k where k.voting_id = v.id and k.member_id = me.member_id)
   group by s.id;
end $$;

drop function if exists app.waits_for_council(app.nominations);
select app.by_engine('app.tasks_of_councils()');
