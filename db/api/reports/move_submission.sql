-- A move is a record; the judge decides.
select s.* from make_move('submission', :submission, :body) m, move_shown(m) s
