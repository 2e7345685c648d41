-- What an indicator is measured against, unit by unit.
select s.* from baselines b, baseline_shown(b) s
 where b.indicator_id = :indicator and seen('indicator', :indicator)
 order by s."unit.name" collate "vi-VN-x-icu", b.id
