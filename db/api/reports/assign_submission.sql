-- Gives the report to an officer of the unit; guard() has judged who and when.
with done as materialized (select assign_report(:submission, :body) as id)
select
       suggestions_shown(s."campaign.id", s._unit_id, s."period.code") as suggestions,   --? expand.suggestions
       s.*
  from done, report_written(done.id) s
