-- Days that differ from the week.
-- sort: day = h.day
-- default: day
-- unique: h.id
select :keys s.* from holidays h cross join lateral holiday_shown(h) s
 where true
   and extract(year from h.day) = :year    --? year
   and h.unit_id = :unit                   --? unit
   and h.works = :works                    --? works
