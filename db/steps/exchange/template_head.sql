-- Whose sheet a template is.
select * from template_head(:type, campaign_named(:campaign), :proposal::uuid, unit_named(:unit), :period)
