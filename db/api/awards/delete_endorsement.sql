-- What was recorded by mistake, while nothing rests on it.
select delete_endorsement(:endorsement) as id
