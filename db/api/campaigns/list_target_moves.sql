-- How a target came to its state, oldest first.
select s.* from moves_of('target', :target) m, move_shown(m) s order by m.recorded_at, m.id
