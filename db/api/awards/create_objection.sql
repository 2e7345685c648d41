-- An objection of a unit, while the list is open.
with made as materialized (select new_objection(:publicity_list, :body) as id)
select s.* from made, objection_made(made.id) o, objection_shown(o) s
