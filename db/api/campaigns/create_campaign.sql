-- A draft of the caller's unit.
with made as materialized (select new_campaign(:body) as id)
select s.* from made, campaign_made(made.id) s
