-- One indicator or many, all or none.
with made as materialized (select id, ordinality from new_indicators(:campaign, :body) with ordinality a(id, ordinality))
select s.* from made, indicator_made(made.id) i, indicator_shown(i) s order by made.ordinality
