-- Imports of the own area.
-- sort: created_at = i.created_at
-- default: -created_at
-- unique: i.id
select :keys s.*
  from imports i cross join lateral import_shown(i.id) s
 where true
   and i.type = any (:type)          --? type
   and i.campaign_id = :campaign     --? campaign
   and i.unit_id = :unit             --? unit
   and i.period = :period            --? period
   and i.result = any (:result)      --? result
