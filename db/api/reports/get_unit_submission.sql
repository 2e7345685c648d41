-- The report of a unit for a period, before the first save too: every expected cell, empty.
select
       suggestions_shown(:campaign, s._unit_id, :period) as suggestions,   --? expand.suggestions
       s.*
  from report_sheet(:campaign, :unit, :period) s
