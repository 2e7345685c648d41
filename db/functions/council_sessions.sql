-- Sessions of a council: agenda, attendance, quorum, conflicts of interest, the way from planned to signed minutes.

-- Somebody who is a member and nothing else sees the sessions he is called to.
create or replace function app.only_sits_in_council() returns boolean language sql stable parallel safe as $$
  select app.has_role('council') and not app.claim_roles() && '{reporter,reviewer,leader,admin,oversight}'
$$;

create or replace function app.sessions_called_to() returns setof uuid language sql stable security definer set search_path = app, pg_temp as $$
  select s.id from council_sessions s join council_members m on m.council_id = s.council_id and m.user_id = claim_user()
   where s.unit_id = claim_unit() and sits_on(m, s.held_on) and (m.standing or s.body = 'full')
$$;

select app.by_engine('app.sessions_called_to()');
