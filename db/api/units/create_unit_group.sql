-- A group of units below the own one.
with made as materialized (select new_unit_group(:body) as id)
select s.* from made, unit_group_made(made.id) g, unit_group_shown(g) s
