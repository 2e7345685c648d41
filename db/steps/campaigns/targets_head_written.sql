-- The same beside a sheet that was just written, on the day that it is about.
select c.id as "campaign.id", c.code as "campaign.code", c.title as "campaign.title", coalesce(:shape, 'long') as shape, d.day as "on", c.version, c.target_gap_reason as gap_reason,
       sheet_indicators(c.id, d.day) as indicators, c.unit_id as _unit_id, c.published or c.state not in ('draft', 'proposed') as _published
  from campaigns c cross join lateral (select coalesce((:body ->> 'valid_from')::date, sheet_day(c)) as day) d
 where c.id = :campaign
