-- What became of the list, oldest first.
select s.* from moves_of('publicity_list', :publicity_list) m, move_shown(m) s order by m.recorded_at, m.id
