-- How the campaign came to its state, oldest first.
select s.* from moves_of('campaign', :campaign) m, move_shown(m) s order by m.recorded_at, m.id
