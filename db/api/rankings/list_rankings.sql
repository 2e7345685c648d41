-- The rankings of a campaign that the caller sees, newest first.
-- sort: frozen_at = r.frozen_at | ends_on = coalesce(r.ends_on, '9999-12-31')
-- default: -frozen_at
-- unique: r.id
select :keys s.*
  from rankings r, ranking_shown(r) s
 where r.campaign_id = :campaign and seen('campaign', :campaign)
   and r.period = any (:period)     --? period
   and r.state = any (:state)       --? state
   and r.changed_at > :updated_after    --? updated_after
