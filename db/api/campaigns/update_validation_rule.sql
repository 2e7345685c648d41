-- Merge-patch of a validation rule; guard() has judged who and when.
with done as materialized (select patch_validation_rule(r.id, :body) as id from validation_rules r where r.id = :validation_rule and r.campaign_id = :campaign)
select s.* from done, validation_rule_made(done.id) r, validation_rule_shown(r) s
