-- Targets for units; one in force ends where the new one begins.
with made as materialized (select id, ordinality from new_targets(:indicator, :body) with ordinality a(id, ordinality))
select s.* from made, target_made(made.id) t, target_shown(t) s order by made.ordinality
