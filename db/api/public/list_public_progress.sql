-- Progress of a published campaign, flat: indicator, unit, period.
-- sort: indicator = r.key collate "C" | unit_name = r."unit.name" collate "vi-VN-x-icu"
-- default: indicator
-- unique: r.key collate "C"
select :keys r."campaign.id", r."campaign.code", r."campaign.title", r."indicator.code", r."indicator.name", r.field, r.unit_of_measure, r.counted_in, r."of", r."unit.id", r."unit.code", r."unit.name",
       r.period, r.ends_on, r.comparator, r.target, r.printed, r.value, r.numerator, r.denominator, r.percent, r.status, r.status_label, r.reason, r.provisional,
       r."coverage.reported", r."coverage.expected", r.suppressed, r.freshness, r.invented, r._unit_id, r._published
  from public_progress(:campaign, :indicator, :period) r
 where true
   and r."unit.id" = :unit      --? unit
   and r."of" = :of             --? of
