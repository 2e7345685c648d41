-- The rows of a table, tried as if typed by hand, each with its outcome.
select try_import(:type, campaign_named(:campaign), unit_named(:unit), :period, :mode, :atomic, :body::jsonb, :file::jsonb) as report
