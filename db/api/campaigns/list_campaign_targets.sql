-- The targets of a campaign, one row per indicator, unit and term.
-- sort: ordinal = i.ordinal
-- default: ordinal
-- unique: t.id
select :keys s.*
  from targets t join indicators i on i.id = t.indicator_id, target_shown(t) s
 where t.campaign_id = :campaign and seen('campaign', :campaign)
   and t.unit_id = :target_unit                                                            --? target_unit
   and t.valid_from <= :on and coalesce(t.valid_to, 'infinity') > :on                      --? on
