-- An initiative of the caller's unit.
with made as materialized (select new_initiative(:body) as id)
select s.* from made, initiative_made(made.id) i, initiative_shown(i) s
