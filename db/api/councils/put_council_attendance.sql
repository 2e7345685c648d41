-- Who came, who votes by letter, who left; guard() has judged who and when.
with done as materialized (select put_attendance(:council_session, :body) as id)
select a.member, a.standing, a.alternate_for, a.status, a.left_early, a.letter_document_id, a.note, a.recused_from, a.voted, a._unit_id
  from done cross join lateral attendance_now(done.id) a order by a.ordinal
