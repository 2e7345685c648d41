-- One registration or many, all or none.
with made as materialized (select id, ordinality from new_registrations(:award_round, :body) with ordinality a(id, ordinality))
select s.* from made, registration_made(made.id) g, registration_shown(g) s order by made.ordinality
