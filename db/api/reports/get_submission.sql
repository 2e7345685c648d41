-- One report by its id.
select
       suggestions_shown(s.campaign_id, s.unit_id, s.period) as suggestions,   --? expand.suggestions
       sheet.*
  from submissions s, report_sheet(s.campaign_id, s.unit_id, s.period) sheet where s.id = :submission
