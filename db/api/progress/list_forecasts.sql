-- What people foresaw in a campaign, the latest first.
-- sort: foreseen_at = f.foreseen_at | unit_name = unit_name_on(f.unit_id) collate "vi-VN-x-icu"
-- default: -foreseen_at
-- unique: f.id
select :keys s.*
  from forecasts f, forecast_shown(f) s
 where f.campaign_id = :campaign and seen('campaign', :campaign)
   and f.indicator_id = :indicator        --? indicator
   and f.unit_id = :unit                  --? unit
   and f.period = any (:period)           --? period
   and forecast_stands(f) = :stands       --? stands
