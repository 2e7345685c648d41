-- The unit that owes a locked report asks for it to be opened.
with made as materialized (select new_unlock_request(:body) as id)
select s.* from made cross join lateral unlock_request_made(made.id) r cross join lateral unlock_request_shown(r) s
