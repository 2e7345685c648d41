-- One group with its members of all days and its heads year by year.
select s.* from unit_groups g, unit_group_shown(g) s where g.id = :group
