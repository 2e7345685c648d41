-- An indicator of a draft.
delete from indicators where id = :indicator returning id
