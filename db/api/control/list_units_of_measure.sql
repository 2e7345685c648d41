-- Units in which figures are given, smallest of each kind first.
-- sort: kind = m.kind | label = m.label collate "vi-VN-x-icu"
-- default: kind
-- unique: m.code
select :keys m.code, m.label, m.kind, m.scale
  from units_of_measure m
 where true
   and m.kind = :kind                     --? kind
