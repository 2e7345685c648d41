-- What became of the step, oldest first.
select s.* from moves_of('forwarding', :forwarding) m, move_shown(m) s order by m.recorded_at, m.id
