-- How it came to its state, oldest first.
select s.* from moves_of('hold', :hold) m, move_shown(m) s order by m.recorded_at, m.id
