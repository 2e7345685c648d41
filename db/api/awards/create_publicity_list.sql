-- A draft of nominations that the own unit has appraised.
with made as materialized (select new_publicity_list(:body) as id)
select s.* from made, publicity_list_made(made.id) l, publicity_list_shown(l) s
