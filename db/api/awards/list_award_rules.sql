-- The law on one title or form: its own rows, and those that speak of every one.
-- sort: valid_from = r.valid_from | rule = r.rule
-- default: rule
-- unique: r.id
select :keys r.id, r.rule, r.award_type, r.granting_level, r.unit_kind, r.honouree_kind, r.reason, r.value, r.valid_from, r.valid_to, r.citation, r.confidence,
       r.source, unit_uid(r.unit_id) as "unit.id", unit_code_on(r.unit_id) as "unit.code", unit_name_on(r.unit_id) as "unit.name", r.version, true as _published
  from award_rules r
 where seen_award_type(:award_type)
   and (r.award_type = :award_type or r.award_type is null)
   and r.valid_from <= :on and coalesce(r.valid_to, 'infinity') > :on             --? on
   and r.rule = any (:rule)                                                       --? rule
