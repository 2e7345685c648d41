-- Begins an import, unless this very file was read in before, in the same way.
select import, repeated
  from begin_import(:type, campaign_named(:campaign), :proposal::uuid, unit_named(:unit), :period, :mode, :atomic, :match, :on_exists, :file::jsonb, :wishes::jsonb)
