-- The answer is a record; the judge decides.
select s.* from make_move('objection', :objection, :body) m, move_shown(m) s
