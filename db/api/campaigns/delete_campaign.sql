-- A draft goes with its indicators.
delete from campaigns where id = :campaign returning id
