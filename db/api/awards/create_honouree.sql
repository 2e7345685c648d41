-- Somebody, or a collective, of the caller's unit.
with made as materialized (select new_honouree(:body) as id)
select s.* from made, honouree_made(made.id) h, honouree_shown(h) s
