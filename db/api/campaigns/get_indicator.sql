-- One indicator.
select s.* from indicators i, indicator_shown(i) s where i.id = :indicator
