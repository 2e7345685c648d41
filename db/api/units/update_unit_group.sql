-- Merge-patch; lists of members and heads are replaced whole, with their dates.
with done as materialized (select patch_unit_group(:group, :body) as id)
select s.* from done, unit_group_made(done.id) g, unit_group_shown(g) s
