-- A validation rule of a campaign.
delete from validation_rules where id = :validation_rule and campaign_id = :campaign returning id
