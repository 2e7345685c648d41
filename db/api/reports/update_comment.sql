-- Mends or resolves a comment; functions/report_work.sql judges whose words they are.
with done as materialized (select patch_comment(:submission, :comment, :body) as id)
select s.* from done cross join lateral comment_made(done.id) k cross join lateral comment_shown(k) s
