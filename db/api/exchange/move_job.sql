-- A move is a record; the judge decides.
select s.* from make_move('job', :job, :body) m, move_shown(m) s
