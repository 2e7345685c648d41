-- The validation rules of a campaign.
-- sort: code = r.code | severity = r.severity
-- default: code
-- unique: r.id
select :keys s.*
  from validation_rules r, validation_rule_shown(r) s
 where r.campaign_id = :campaign and seen('campaign', :campaign)
   and r.severity = :severity                                      --? severity
   and (select i.code from indicators i where i.id = :indicator) = any (rule_codes(r))   --? indicator
