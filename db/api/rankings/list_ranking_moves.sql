-- How the ranking came to its state, oldest first.
select s.* from moves_of('ranking', :ranking) m, move_shown(m) s order by m.recorded_at, m.id
