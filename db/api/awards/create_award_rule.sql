-- The law from a day on: the nation's, at the root, or the province's own.
select s.*, award_rule_actions(r.id) as allowed_actions, true as _published from new_award_rule(:body) r cross join lateral award_rule_shown(r) s
