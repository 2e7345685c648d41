-- A group that nothing rests on.
select drop_unit_group(:group) as id
