-- Progress of every campaign in sight, flat: campaign, indicator, unit, period.
-- sort: indicator = r.key collate "C" | unit_name = unit_name_on(r.unit_id) collate "vi-VN-x-icu" | percent = coalesce(r.percent, -1)
-- default: indicator
-- unique: r.key collate "C"
select :keys c.id as "campaign.id", c.code as "campaign.code", c.title as "campaign.title",
       (r.indicator).id as "indicator.id", (r.indicator).code as "indicator.code", (r.indicator).name as "indicator.name", (r.indicator).field, (r.indicator).unit_of_measure,
       unit_uid(r.unit_id) as "unit.id", unit_code_on(r.unit_id, d.named_on) as "unit.code", unit_name_on(r.unit_id, d.named_on) as "unit.name",
       g.id as "group.id", g.code as "group.code", g.name as "group.name",
       r.period, r.ends_on, (r.indicator).comparator, (r.indicator).per_year, r.target, r.printed, r.target_source, r.first_target, r.baseline, r.value, r.numerator, r.denominator, r.text_value as text, r.items,
       o.options ->> 'basis' as basis, r.exact, r.percent, r.percent_of_first, r.status, status_said(c, r.status, r.value is not null or r.text_value is not null, r.reason, r.provisional) as status_label, r.reason, r.provisional, r.expected, r.projected,
       r.method as "forecast.method", r.projected_low as "forecast.low", r.projected_high as "forecast.high", r.points as "forecast.points",
       r.required_rate as "forecast.required_rate", r.until as "forecast.data_until", forecast_told((r.indicator).id, r.unit_id) as forecast_by_person,
       r.reported as "coverage.reported", r.expected_reports as "coverage.expected", r.missing, r.missing_periods,
       r.freshness, r.sources, r.unit_id as _unit_id, r.issuer_id as _issuer_id, (r.indicator).lead_unit_id as _lead_unit_id, r.heard as _published, c.status_labels ->> r.status as _own_word, coalesce((r.indicator).due_date, c.ends_on) as _foreseen_on
  from (select progress_options(coalesce(:basis, 'official'), :level, :unit_group, :structure_date, :as_of) as options) o
 cross join lateral progress_listed(
         array(select x.id from campaigns x
                where x.state not in ('draft', 'proposed')
                  and case when x.id = :campaign then periods_within(x, :period) else false end    --? campaign
                  and x.id = (select i.campaign_id from indicators i where i.id = :indicator)      --? indicator
              ),
         coalesce(:unit, :unit_under), coalesce(:by, case when :unit_under is not null or :level is not null then 'unit' end, 'total'),
         periods_asked(:period), :indicator, o.options, :field, :status, :page_after, :page_rows::int) r
  join campaigns c on c.id = r.campaign_id
 cross join lateral (select coalesce(:structure_date, c.starts_on) as named_on) d
  left join lateral (select x.id, x.code, x.name from unit_groups x where x.id = r.group_id) g on true
 where true
