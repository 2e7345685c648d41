-- A hold of the caller's unit; what it suspends is suspended with it.
with made as materialized (select new_hold(:body) as id)
select s.* from made, hold_made(made.id) h, hold_shown(h) s
