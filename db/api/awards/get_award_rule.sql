-- One rule of law.
select s.*, award_rule_actions(r.id) as allowed_actions, true as _published from award_rules r cross join lateral award_rule_shown(r) s where r.id = :award_rule
