-- One nominee or many, all or none; new honourees with them.
with made as materialized (select id, ordinality from new_nominations(:proposal, :body) with ordinality a(id, ordinality))
select s.* from made, nomination_made(made.id) n, nomination_shown(n) s order by made.ordinality
