-- Submitted figures one by one: of the own area, of campaigns the own unit issued, and of indicators it leads.
-- sort: indicator = i.ordinal | unit_name = unit_name_on(v.unit_id) collate "vi-VN-x-icu"
-- default: indicator
-- unique: v.submission_id::text || i.code
select :keys h.submission_id, h.campaign_id as "campaign.id", h.campaign_code as "campaign.code", h.campaign_title as "campaign.title",
       unit_uid(v.unit_id) as "unit.id", unit_code_on(v.unit_id) as "unit.code", unit_name_on(v.unit_id) as "unit.name",
       h.period, h.state, i.id as "indicator.id", i.code as "indicator.code", i.name as "indicator.name", i.unit_of_measure,
       v.status, v.value, v.numerator, v.denominator, v.text_value as text, v.note, v.source, greatest(v.updated_at, h.changed_at) as updated_at,
       v.unit_id as _unit_id, h.issuer_id as _issuer_id, i.lead_unit_id as _lead_unit_id
  from submission_values v join indicators i on i.id = v.indicator_id cross join lateral report_head(v.submission_id) h
 where h.state in ('submitted', 'verified', 'approved')
   and i.campaign_id = :campaign     --? campaign
   and v.indicator_id = :indicator   --? indicator
   and i.lead_unit_id = :lead_unit   --? lead_unit
   and v.unit_id = :unit             --? unit
   and h.period = any (:period)      --? period
   and h.state = any (:state)        --? state
   and greatest(v.updated_at, h.changed_at) > :updated_after   --? updated_after
