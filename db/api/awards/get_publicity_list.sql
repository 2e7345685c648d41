-- One list.
select s.* from publicity_lists l, publicity_list_shown(l) s where l.id = :publicity_list
