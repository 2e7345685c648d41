-- Reporting calendars: the nation's, and those of units.
-- sort: code = k.code collate "C"
-- default: code
-- unique: k.id
select :keys s.* from calendars k cross join lateral calendar_shown(k) s
 where true
   and k.unit_id = :unit               --? unit
   and k.level = any (:level)          --? level
   and k.regime = any (:regime)        --? regime
