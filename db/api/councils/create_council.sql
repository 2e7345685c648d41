-- A council of the caller's unit.
with made as materialized (select new_council(:body) as id)
select s.* from made, council_made(made.id) c, council_shown(c) s
