-- One day that differs from the week.
select s.* from holidays h cross join lateral holiday_shown(h) s where h.id = :holiday
