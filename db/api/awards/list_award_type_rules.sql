-- The law on one title or form: its own rows, and those that speak of every one.
-- sort: valid_from = r.valid_from | rule = r.rule
-- default: rule
-- unique: r.id
select :keys s.*,
       award_rule_actions(r.id) as allowed_actions,                         --? expand.allowed_actions
       true as _published
  from award_rules r cross join lateral award_rule_shown(r) s
 where seen_award_type(:award_type)
   and (r.award_type = :award_type or r.award_type is null)
   and r.valid_from <= :on and coalesce(r.valid_to, 'infinity') > :on             --? on
   and r.rule = any (:rule)                                                       --? rule
