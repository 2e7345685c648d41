-- A nomination of a draft.
delete from nominations where id = :nomination returning id
