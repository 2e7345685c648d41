-- The rows of a template of targets.
select * from targets_sheet_rows(campaign_named(:campaign))
