-- Begins an import, unless this very file was read in before.
select import, repeated from begin_import(:type, campaign_named(:campaign), unit_named(:unit), :period, :mode, :atomic, :on_exists, :file::jsonb)
