-- Changes a calendar; guard() has judged who.
select s.* from patch_calendar(:calendar, :body) k cross join lateral calendar_shown(k) s
