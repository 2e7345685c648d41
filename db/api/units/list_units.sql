-- Units as they stood on a day: names, codes and parents of `structure_date`.
-- sort: name = n.name collate "vi-VN-x-icu" | short_name = n.short_name collate "vi-VN-x-icu" | code = coalesce(app.unit_code_on(u.id, d.day), '')
-- default: name
-- unique: u.id
select :keys u.uid as id, u.kind, u.level, n.name, n.short_name, n.type, app.unit_code_on(u.id, d.day) as code,
       app.unit_state(u.existence, d.day) as state, app.day_from(u.existence) as valid_from, app.day_until(u.existence) as valid_until,
       parent.uid as "parent.id", app.unit_code_on(parent.id, d.day) as "parent.code", app.unit_name_on(parent.id, d.day) as "parent.name",
       u.version
  from app.units u
 cross join (select coalesce(:structure_date, app.today()) as day) d
 cross join lateral (select x.name, x.short_name, x.type from app.unit_names x where x.unit_id = u.id
                      order by lower(x.valid) > d.day, abs(d.day - coalesce(nullif(lower(x.valid), '-infinity'), '1945-09-02')) limit 1) n
  left join app.unit_parents p on p.unit_id = u.id and p.valid @> least(d.day, upper(u.existence) - 1)
  left join app.units parent on parent.id = p.parent_id
 where true
   and app.unit_state(u.existence, d.day) = any (:state)                                                       --? state
   and u.id in (select f from app.found_units(:q) f)                                                           --? q
   and u.level = any (:level)                                                                                  --? level
   and u.kind = any (:kind)                                                                                    --? kind
   and p.parent_id = :parent                                                                                   --? parent
   and exists (select from app.unit_tree t where t.ancestor_id = :under and t.unit_id = u.id and t.depth > 0 and t.valid_from <= least(d.day, upper(u.existence) - 1) and t.valid_to > least(d.day, upper(u.existence) - 1))   --? under
   and exists (select from app.unit_codes c where c.unit_id = u.id and c.code = :code and c.valid @> d.day)    --? code
