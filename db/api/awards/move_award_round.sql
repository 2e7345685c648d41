-- A move is a record; the judge decides.
select s.* from make_move('award_round', :award_round, :body) m, move_shown(m) s
