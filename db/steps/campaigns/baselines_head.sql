-- What stands beside the baselines of an indicator: its version, and, for those who may know, who is still missing.
select i.id as "indicator.id", i.code as "indicator.code", i.name as "indicator.name", i.version,
       case when claim_unit() in (i.unit_id, i.lead_unit_id) or unit_reaches(claim_unit(), i.unit_id) then baselines_lacking(i.id) end as missing,
       i.unit_id as _unit_id, i.lead_unit_id as _lead_unit_id, c.published or c.state not in ('draft', 'proposed') as _published
  from indicator_made(:indicator) i join campaigns c on c.id = i.campaign_id
