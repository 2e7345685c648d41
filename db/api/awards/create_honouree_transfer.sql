-- The honouree goes to another unit; guard() has judged who.
with made as materialized (select transfer_honouree(:honouree, :body) as id)
select s.* from made, transfer_made(made.id) t, transfer_shown(t) s
