-- A move is a record; the judge decides.
select x.* from make_move('council_session', :council_session, :body) m, move_shown(m) x
