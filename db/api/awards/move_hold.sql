-- A move is a record; the judge decides.
select s.* from make_move('hold', :hold, :body) m, move_shown(m) s
