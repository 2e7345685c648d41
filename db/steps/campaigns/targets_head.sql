-- What stands beside the cells of a sheet of targets: the campaign and its version, and per indicator how its parts add up.
select c.id as "campaign.id", c.code as "campaign.code", c.title as "campaign.title", coalesce(:shape, 'long') as shape, d.day as "on", c.version, c.target_gap_reason as gap_reason,
       sheet_indicators(c.id, d.day) as indicators, c.unit_id as _unit_id, c.published or c.state not in ('draft', 'proposed') as _published
  from campaigns c cross join lateral (select coalesce(:on, sheet_day(c)) as day) d
 where c.id = :campaign
