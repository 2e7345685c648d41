-- One nominee or many, all or none; new honourees with them.
with made as materialized (select array_agg(id order by ordinality) as ids from new_nominations(:proposal, :body) with ordinality a(id, ordinality))
select s.* from made, nominations_shown(nominations_made(made.ids)) s
