-- The targets of an indicator per unit, with revisions.
-- sort: valid_from = t.valid_from
-- default: valid_from
-- unique: t.id
select :keys s.*
  from targets t, target_shown(t) s
 where t.indicator_id = :indicator and seen('indicator', :indicator)
