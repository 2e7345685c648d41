-- One session with its agenda.
select x.* from council_sessions s, council_session_shown(s) x where s.id = :council_session
