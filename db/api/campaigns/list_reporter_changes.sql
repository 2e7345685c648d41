-- Changes of reporter of an indicator.
-- sort: on = x.effective_on
-- default: on
-- unique: x.id
select :keys s.* from reporter_changes x cross join lateral reporter_change_shown(x) s
 where x.indicator_id = :indicator and seen('indicator', :indicator)
