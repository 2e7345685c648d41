-- A rule set aside, with the reason; guard() has judged whose nomination and in which state.
with made as materialized (select new_override(:nomination, :body) as id)
select s.* from made, override_made(made.id) o, override_shown(o) s
