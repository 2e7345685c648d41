-- The rows of a template of values.
select * from values_sheet(campaign_named(:campaign), unit_named(:unit), :period)
