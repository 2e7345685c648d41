-- One validation rule of a campaign.
select s.* from validation_rules r, validation_rule_shown(r) s where r.id = :validation_rule and r.campaign_id = :campaign
