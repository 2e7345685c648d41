-- Writes down what an import did or tried.
select keep_import(:type, campaign_named(:campaign), unit_named(:unit), :period, :mode, :atomic, :rows::jsonb, :file::jsonb) as id
