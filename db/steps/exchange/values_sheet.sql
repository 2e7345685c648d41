-- The rows of a template of values of one unit.
select indicator, name, unit_of_measure, target, last_value, value, numerator, denominator, text, status, note, _locked from values_sheet(campaign_named(:campaign), unit_named(:unit), :period)
