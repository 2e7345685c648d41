-- People, collectives and households in sight.
-- sort: name = h.name collate "vi-VN-x-icu" | created_at = h.created_at | changed_at = h.changed_at
-- default: name
-- unique: h.id
select :keys h.id, h.kind, h.name, unit_uid(h.unit_id) as "unit.id", unit_code_on(h.unit_id) as "unit.code", unit_name_on(h.unit_id) as "unit.name",
       unit_uid(h.collective_unit_id) as "collective_unit.id", unit_code_on(h.collective_unit_id) as "collective_unit.code",
       unit_name_on(h.collective_unit_id) as "collective_unit.name", h.position, h.invented, h.version, h.created_at, h.changed_at,
       allowed_actions('honouree', h.id) as allowed_actions,                      --? expand.allowed_actions
       h.unit_id as _unit_id, honouree_desk(h.id) as _issuer_id
  from honourees h
 where true
   and (:merged or h.merged_into is null)                                         --? merged
   and h.unit_id = :unit                                                          --? unit
   and h.unit_id in (select units_under(:unit_under, false))                      --? unit_under
   and h.kind = :kind                                                             --? kind
   and h.id in (select found_honourees(:q))                                       --? q
   and h.changed_at > :updated_after                                              --? updated_after
