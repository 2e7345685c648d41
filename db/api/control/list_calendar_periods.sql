-- What the codes of a calendar cover, and when their reports are due.
-- sort: ends_on = coalesce(p.ends_on, '9999-12-31') | code = p.code collate "C"
-- default: ends_on
-- unique: p.id
select :keys s.* from periods p cross join lateral period_shown(p) s
 where p.calendar_id = :calendar and calendar_is_known(:calendar)
   and p.year = :year                  --? year
   and p.kind = any (:kind)            --? kind
