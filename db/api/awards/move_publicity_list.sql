-- A move is a record; the judge decides.
select s.* from make_move('publicity_list', :publicity_list, :body) m, move_shown(m) s
