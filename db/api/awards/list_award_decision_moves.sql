-- How the decision came to its state, oldest first.
select s.* from moves_of('award_decision', :award_decision) m, move_shown(m) s order by m.recorded_at, m.id
