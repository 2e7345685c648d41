-- A move is a record; the judge decides.
select x.* from make_move('council_session', :session::uuid, :body::jsonb) m, move_shown(m) x
