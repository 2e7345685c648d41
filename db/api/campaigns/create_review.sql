-- A draft over figures frozen now; guard() has judged that the caller may review the campaign.
with made as materialized (select new_review(:campaign, :body) as id)
select s.* from made, review_made(made.id) s
