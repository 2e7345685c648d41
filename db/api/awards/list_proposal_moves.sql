-- How the proposal came to its state, oldest first.
select s.* from moves_of('proposal', :proposal) m, move_shown(m) s order by m.recorded_at, m.id
