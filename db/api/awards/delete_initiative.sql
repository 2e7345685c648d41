-- One that nothing rests on.
select delete_initiative(:initiative) as id
