-- How the review came to its state, oldest first.
select s.* from moves_of('review', :review) m, move_shown(m) s order by m.recorded_at, m.id
