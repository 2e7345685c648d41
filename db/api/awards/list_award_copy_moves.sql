-- What became of the request, oldest first.
select s.* from moves_of('award_copy', :award_copy) m, move_shown(m) s order by m.recorded_at, m.id
