-- How the job came to its state, oldest first.
select s.* from moves_of('job', :job) m, move_shown(m) s order by m.recorded_at, m.id
