-- Merge-patch of an indicator of a draft; guard() has judged who and when.
with done as materialized (select patch_indicator(:indicator, :body) as id)
select s.* from done, indicator_made(done.id) i, indicator_shown(i) s
