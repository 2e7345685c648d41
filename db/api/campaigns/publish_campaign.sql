-- Published, or no longer; guard() has judged who and when.
with done as materialized (select set_publication(:campaign, :body) as id)
select s.* from done, campaign_made(done.id) s
