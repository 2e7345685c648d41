-- A move is a record; the judge decides.
select s.* from make_move('unlock_request', :unlock_request, :body) m, move_shown(m) s
