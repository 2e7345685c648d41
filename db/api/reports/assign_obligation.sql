-- Gives what the unit owes to one of its officers; guard() has judged whose it is.
with done as materialized (select assign_obligation(:obligation, :body) as id)
select s.*, allowed_actions('obligation', s.id) as allowed_actions from done cross join lateral obligation_written(done.id) o cross join lateral obligation_shown(o) s
