-- Merge-patch of an open hold; guard() has judged who and when.
with done as materialized (select patch_hold(:hold, :body) as id)
select s.* from done, hold_made(done.id) h, hold_shown(h) s
