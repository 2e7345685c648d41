-- A webhook whose changes are now looked at, by the rights of its owner.
select * from take_webhook(:webhook::uuid)
