-- A draft out of what is at risk in a campaign in sight.
with made as materialized (select continue_campaign(:campaign, :body) as id)
select s.* from made, campaign_made(made.id) s
