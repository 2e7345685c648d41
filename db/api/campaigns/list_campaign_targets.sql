-- The sheet of targets of a campaign on a day.
select s.*
  from sheet_long(:campaign, :on) s      --? !shape.wide
  from sheet_wide(:campaign, :on) s      --? shape.wide
 where seen('campaign', :campaign)
