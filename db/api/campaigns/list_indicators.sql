-- The indicators of a campaign in the order of its document.
-- sort: ordinal = i.ordinal | code = i.code | name = i.name collate "vi-VN-x-icu"
-- default: ordinal
-- unique: i.id
select :keys s.*
  from indicators i, indicator_shown(i) s
 where i.campaign_id = :campaign and seen('campaign', :campaign)
   and i.field = :field                 --? field
   and i.lead_unit_id = :lead_unit      --? lead_unit
   and i.changed_at > :updated_after    --? updated_after
