-- A draft; its snapshots go with it.
delete from reviews where id = :review returning id
