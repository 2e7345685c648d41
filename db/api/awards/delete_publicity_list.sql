-- A draft.
delete from publicity_lists where id = :publicity_list returning id
