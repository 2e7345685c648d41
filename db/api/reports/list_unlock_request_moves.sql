-- How the request came to its state, oldest first.
select s.* from moves_of('unlock_request', :unlock_request) m, move_shown(m) s order by m.recorded_at, m.id
