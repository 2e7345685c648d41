-- One member or many, all or none.
with made as materialized (select id, ordinality from new_council_members(:council, :body) with ordinality a(id, ordinality))
select s.* from made, council_member_made(made.id) m, council_member_shown(m) s order by made.ordinality
