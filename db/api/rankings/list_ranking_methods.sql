-- The methods of scoring of a campaign.
-- sort: code = m.code
-- default: code
-- unique: m.id
select :keys s.*
  from ranking_methods m, ranking_method_shown(m) s
 where m.campaign_id = :campaign and seen('campaign', :campaign)
