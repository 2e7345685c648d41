-- One campaign with all its parts.
select * from campaign_shown(:campaign)
