-- A session of a council of the caller's unit, with its agenda.
with made as materialized (select new_council_session(:body) as id)
select x.* from made, council_session_made(made.id) s, council_session_shown(s) x
