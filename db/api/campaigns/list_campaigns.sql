-- Campaigns in sight: the own area's, and those launched above.
-- sort: title = c.title collate "vi-VN-x-icu" | year = coalesce(c.year, 0) | created_at = c.created_at | changed_at = c.changed_at
-- default: -created_at
-- unique: c.id
select :keys c.id, c.code, c.title, c.kind, c.method, c.level,
       u.uid as "issuing_unit.id", l.code as "issuing_unit.code", l.name as "issuing_unit.name",
       campaign_phase(c.starts_on, c.ends_on, today()) as phase, c.state, c.published, c.year, c.starts_on, c.ends_on, c.issued_on, c.document_number,
       (select count(*) from indicators i where i.campaign_id = c.id)::int as indicator_count,
       allowed_actions('campaign', c.id) as allowed_actions,   --? expand.allowed_actions
       c.version, c.created_at, c.changed_at,
       c.unit_id as _unit_id, c.id as _campaign_id, c.published or c.state not in ('draft', 'proposed') as _published
  from campaigns c join units u on u.id = c.unit_id
  left join unit_labels l on l.unit_id = c.unit_id and l.valid_from <= coalesce(c.starts_on, today()) and l.valid_to > coalesce(c.starts_on, today())
 where true
   and c.code = :code                                                              --? code
   and c.level = :level                                                            --? level
   and c.unit_id = :issuing_unit                                                   --? issuing_unit
   and c.state = any(:state)                                                       --? state
   and campaign_phase(c.starts_on, c.ends_on, today()) = :phase                    --? phase
   and c.kind = :kind                                                              --? kind
   and c.year = :year                                                              --? year
   and c.id in (select p.campaign_id from campaign_parents p where p.parent_id = :parent)   --? parent
   and folded(c.title) like anywhere(:q)   --? q
   and c.changed_at > :updated_after                                               --? updated_after
