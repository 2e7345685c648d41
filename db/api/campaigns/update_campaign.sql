-- Merge-patch of a draft; guard() has judged who and when.
with done as materialized (select patch_campaign(:campaign, :body) as id)
select s.* from done, campaign_made(done.id) s
