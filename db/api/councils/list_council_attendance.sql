-- Everybody who is called to a session.
select a.member, a.standing, a.alternate_for, a.status, a.left_early, a.letter_document_id, a.note, a.recused_from, a.voted, a._unit_id
  from seen_session(:council_session) seen(id) cross join lateral attendance_of(seen.id) a order by a.ordinal
