-- Freezes a ranking: method, inputs and places, as of now.
with made as materialized (select new_ranking(:campaign, :body) as id)
select s.* from made, ranking_made(made.id) r, ranking_shown(r) s
