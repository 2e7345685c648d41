-- Something said about a report; guard() has judged who.
with made as materialized (select new_comment(:submission, :body) as id)
select s.* from made cross join lateral comment_made(made.id) k cross join lateral comment_shown(k) s
