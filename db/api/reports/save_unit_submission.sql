-- Saves cells and narratives; the first save begins the report. save_report() guards.
with done as materialized (select save_report(:campaign, :unit, :period, :body, :if_match) as id)
select
       suggestions_shown(:campaign, s._unit_id, :period) as suggestions,   --? expand.suggestions
       s.*
  from done, report_written(done.id) s
