-- Freezes the figures of now as the next snapshot of a draft.
with done as materialized (select freeze_review(:review) as id)
select s.* from done, review_made(done.id) s
