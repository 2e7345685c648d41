-- Merge-patch; guard() has judged who.
with done as materialized (select patch_honouree(:honouree, :body) as id)
select s.* from done, honouree_made(done.id) h, honouree_shown(h) s
