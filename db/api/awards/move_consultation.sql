-- A move is a record; the judge decides.
select s.* from make_move('consultation', :consultation, :body) m, move_shown(m) s
