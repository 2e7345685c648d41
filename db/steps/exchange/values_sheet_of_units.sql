-- The rows of a template of values of all units that still owe them.
select unit, unit_name, indicator, name, unit_of_measure, target, last_value, value, numerator, denominator, text, status, note, _locked from values_sheet(campaign_named(:campaign), unit_named(:unit), :period)
