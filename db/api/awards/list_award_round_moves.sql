-- How it came to its state, oldest first.
select s.* from moves_of('award_round', :award_round) m, move_shown(m) s order by m.recorded_at, m.id
