-- Merge-patch; guard() has judged who.
with done as materialized (select patch_council_member(:council_member, :body) as id)
select s.* from done, council_member_made(done.id) m, council_member_shown(m) s
