-- An event of its own type `ping`, sent like any other.
select s.* from ping_webhook(:webhook) d cross join lateral delivery_shown(d) s
