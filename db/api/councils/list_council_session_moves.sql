-- How the session came to its state, oldest first.
select x.* from seen_session(:council_session) seen(id) cross join lateral moves_of('council_session', seen.id) m cross join lateral move_shown(m) x order by m.recorded_at, m.id
