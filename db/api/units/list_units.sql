-- Units as they stood on a day: names, codes and parents of `structure_date`.
-- sort: name = l.name collate "vi-VN-x-icu" | short_name = l.short_name collate "vi-VN-x-icu" | code = coalesce(l.code, '')
-- default: name
-- unique: u.id
select :keys u.uid as id, u.kind, u.level, l.name, l.short_name, l.type, l.code,
       app.unit_state(u.existence, d.day) as state, app.day_from(u.existence) as valid_from, app.day_until(u.existence) as valid_until,
       parent.uid as "parent.id", m.code as "parent.code", m.name as "parent.name",
       g.code as agency_code, app.agency_code_2016(g.code) as agency_code_2016,      --? expand.codes
       u.version
  from (select coalesce(:structure_date, app.today()) as day) d
 cross join app.units u
  join app.unit_labels l on l.unit_id = u.id and l.valid_from <= d.day and l.valid_to > d.day
  left join app.unit_parents p on p.unit_id = u.id and p.valid @> least(d.day, upper(u.existence) - 1)
  left join app.units parent on parent.id = p.parent_id
  left join app.unit_codes g on g.unit_id = u.id and g.scheme = 'agency' and g.valid @> least(d.day, upper(u.existence) - 1)    --? expand.codes
  left join app.unit_labels m on m.unit_id = parent.id and m.valid_from <= d.day and m.valid_to > d.day
 where true
   and app.unit_state(u.existence, d.day) = any (:state)                                                       --? state
   and u.id in (select f from app.found_units(:q) f)                                                           --? q
   and u.level = any (:level)                                                                                  --? level
   and u.kind = any (:kind)                                                                                    --? kind
   and p.parent_id = :parent                                                                                   --? parent
   and exists (select from app.unit_tree t where t.ancestor_id = :under and t.unit_id = u.id and t.depth > 0 and t.valid_from <= least(d.day, upper(u.existence) - 1) and t.valid_to > least(d.day, upper(u.existence) - 1))   --? under
   and exists (select from app.unit_codes c where c.unit_id = u.id and c.code in (:code, case c.scheme when 'agency' then app.agency_code(:code) end) and c.valid @> d.day)    --? code
   and app.unit_changed_after(u, d.day, :updated_after)                                                        --? updated_after
