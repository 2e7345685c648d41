-- A move is a record; the judge decides.
select s.* from make_move('award_copy', :award_copy, :body) m, move_shown(m) s
