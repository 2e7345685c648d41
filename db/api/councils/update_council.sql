-- Merge-patch; guard() has judged who.
with done as materialized (select patch_council(:council, :body) as id)
select s.* from done, council_made(done.id) c, council_shown(c) s
