-- One period of a calendar.
select s.* from periods p cross join lateral period_shown(p) s where p.id = :calendar_period
