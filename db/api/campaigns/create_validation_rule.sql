-- A validation rule of a campaign; guard() has judged who.
with made as materialized (select new_validation_rule(:campaign, :body) as id)
select s.* from made, validation_rule_made(made.id) r, validation_rule_shown(r) s
