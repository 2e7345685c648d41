-- A session that was planned only.
delete from council_sessions where id = :council_session returning id
