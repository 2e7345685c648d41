-- An opinion with its paper; guard() has judged whose nomination and in which state.
with made as materialized (select new_endorsement(:nomination, :body) as id)
select s.* from made, endorsement_made(made.id) e, endorsement_shown(e) s
