-- Councils in sight, with how many sit in them on the day.
-- sort: name = c.name collate "vi-VN-x-icu" | valid_from = c.valid_from | changed_at = c.changed_at
-- default: -valid_from
-- unique: c.id
select :keys c.id, unit_uid(c.unit_id) as "unit.id", unit_code_on(c.unit_id) as "unit.code", unit_name_on(c.unit_id) as "unit.name", c.name, c.decision_number, c.decided_on,
       c.document_id, c.valid_from, c.valid_to as valid_until, total_membership(c.id, d.day) as total_members, total_membership(c.id, d.day, true) as standing_members,
       c.invented, c.version, c.created_at, c.changed_at,
       allowed_actions('council', c.id) as allowed_actions,                       --? expand.allowed_actions
       c.unit_id as _unit_id
  from councils c cross join (select coalesce(:on, today()) as day) d
 where true
   and c.valid_from <= d.day and coalesce(c.valid_to, 'infinity') > d.day         --? on
   and c.unit_id = :unit                                                          --? unit
   and c.unit_id in (select units_under(:unit_under, false))                      --? unit_under
   and folded(c.name) like anywhere(:q)   --? q
   and c.changed_at > :updated_after                                              --? updated_after
