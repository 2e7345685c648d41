-- The same question to one body or several, all or none.
with made as materialized (select id, ordinality from new_consultations(:nomination, :body) with ordinality a(id, ordinality))
select s.* from made, consultation_made(made.id) c, consultation_shown(c) s order by made.ordinality
