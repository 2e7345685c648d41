-- The report of a unit for a period, before the first save too: every expected cell, empty.
select * from report_sheet(:campaign, :unit, :period)
