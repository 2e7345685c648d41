-- How the report came to its state, oldest first.
select s.* from moves_of('submission', :submission) m, move_shown(m) s order by m.recorded_at, m.id
