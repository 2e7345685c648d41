-- What a list of who came says of itself: the version of its session.
select s.version, s.unit_id as _unit_id from council_sessions s where s.id = seen_session(:council_session)
