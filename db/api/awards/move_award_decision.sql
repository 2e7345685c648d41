-- A move is a record; the judge decides.
select s.* from make_move('award_decision', :award_decision, :body) m, move_shown(m) s
