-- A draft goes with its nominations.
delete from proposals where id = :proposal returning id
