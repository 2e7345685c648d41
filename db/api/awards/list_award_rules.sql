-- The law on awards: every dated row, the nation's and the provinces' own.
-- sort: valid_from = r.valid_from | rule = r.rule | award_type = coalesce(r.award_type, '')
-- default: rule
-- unique: r.id
select :keys s.*,
       award_rule_actions(r.id) as allowed_actions,                         --? expand.allowed_actions
       true as _published
  from award_rules r cross join lateral award_rule_shown(r) s
 where true
   and r.valid_from <= :on and coalesce(r.valid_to, 'infinity') > :on             --? on
   and r.rule = any (:rule)                                                       --? rule
   and (r.award_type = :award_type or r.award_type is null)                       --? award_type
   and r.reason = :reason                                                         --? reason
   and r.unit_id = :unit                                                          --? unit
   and r.confidence = :confidence                                                 --? confidence
