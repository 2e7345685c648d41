-- Initiatives in sight.
-- sort: title = i.title collate "vi-VN-x-icu" | recognised_on = coalesce(i.recognised_on, '-infinity') | created_at = i.created_at | changed_at = i.changed_at
-- default: -created_at
-- unique: i.id
select :keys i.id, unit_uid(i.unit_id) as "unit.id", unit_code_on(i.unit_id) as "unit.code", unit_name_on(i.unit_id) as "unit.name", i.title, i.kind, i.applied_from, i.scope,
       i.decision_number, i.recognised_on, i.recognised_by, i.honouree_id as "author.id", (honouree_named(i.honouree_id)).kind as "author.kind", (honouree_named(i.honouree_id)).name as "author.name",
       (select count(*) from initiative_authors x where x.initiative_id = i.id)::int as author_count, i.invented, i.version, i.created_at, i.changed_at,
       allowed_actions('initiative', i.id) as allowed_actions,                    --? expand.allowed_actions
       i.unit_id as _unit_id, case when judges_initiative(i.id, claim_unit()) then claim_unit() end as _issuer_id
  from initiatives i
 where true
   and i.unit_id = :unit                                                          --? unit
   and i.unit_id in (select units_under(:unit_under, false))                      --? unit_under
   and i.scope = any (:scope)                                                     --? scope
   and exists (select from initiative_authors x where x.initiative_id = i.id and x.honouree_id = :honouree)     --? honouree
   and folded(i.title) like anywhere(:q)   --? q
   and i.changed_at > :updated_after                                              --? updated_after
