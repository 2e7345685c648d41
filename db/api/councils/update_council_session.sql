-- Merge-patch; guard() has judged who and when.
with done as materialized (select patch_council_session(:council_session, :body) as id)
select x.* from done, council_session_made(done.id) s, council_session_shown(s) x
