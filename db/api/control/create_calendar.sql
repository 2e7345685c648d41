-- A calendar of the caller's unit or area.
select s.* from new_calendar(:body) k cross join lateral calendar_shown(k) s
