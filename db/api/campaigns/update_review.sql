-- Merge-patch of a draft; guard() has judged who and when. The frozen figures stay.
with done as materialized (select patch_review(:review, :body) as id)
select s.* from done, review_made(done.id) s
