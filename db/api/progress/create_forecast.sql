-- What the caller expects of an indicator at the end; guard() has judged whether they see the campaign.
select s.* from new_forecast(:campaign, :body) f, forecast_shown(f) s
