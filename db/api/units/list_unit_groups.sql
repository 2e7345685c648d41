-- Groups of units: emulation clusters and blocks, poor districts, remote communes.
-- sort: name = g.name collate "vi-VN-x-icu" | code = g.code
-- default: name
-- unique: g.id
select :keys g.id, g.kind, g.code, g.name, o.uid as "unit.id", app.unit_code_on(o.id) as "unit.code", app.unit_name_on(o.id) as "unit.name",
       (select count(*)::int from app.unit_group_members m where m.group_id = g.id and m.valid @> d.day) as member_count,
       app.day_from(g.valid) as valid_from, app.day_until(g.valid) as valid_until, g.decision_number, g.decision_date, g.invented,
       app.allowed_actions('unit_group', g.id) as allowed_actions,   --? expand.allowed_actions
       g.version
  from app.unit_groups g join app.units o on o.id = g.unit_id
 cross join (select coalesce(:structure_date, app.today()) as day) d
 where g.valid @> d.day
   and g.kind = any (:kind)                                                                                                     --? kind
   and g.code = :code                                                                                                           --? code
   and g.unit_id = :unit                                                                                                        --? unit
   and exists (select from app.unit_group_members m where m.group_id = g.id and m.member_id = :member and m.valid @> d.day)     --? member
   and app.folded(g.name) like app.anywhere(:q)                             --? q
   and g.changed_at > :updated_after                                                                                            --? updated_after
