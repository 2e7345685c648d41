-- The same event once more, at once.
select s.* from redeliver(:delivery) d cross join lateral delivery_shown(d) s
