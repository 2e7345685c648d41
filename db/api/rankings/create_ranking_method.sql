-- A method of scoring for a campaign of the own unit.
with made as materialized (select new_ranking_method(:campaign, :body) as id)
select s.* from made, ranking_method_made(made.id) m, ranking_method_shown(m) s
