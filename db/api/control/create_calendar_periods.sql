-- Adds periods to a calendar; guard() has judged who.
select s.* from new_periods(:calendar, :body) p cross join lateral period_shown(p) s
