-- One calendar.
select s.* from calendars k cross join lateral calendar_shown(k) s where k.id = :calendar
