-- Rankings that were published, with their method and places.
-- sort: frozen_at = r.frozen_at
-- default: -frozen_at
-- unique: r.id
select :keys r.*
  from public_rankings() r
 where true
   and r."campaign.id" = :campaign     --? campaign
   and r.period = any (:period)        --? period
