-- What became of each row; whoever does not see the import is told so first. As a table it has the columns of the file,
-- ready to be corrected and sent again: a rejected row has the unit as the file said it, so that a corrected code holds,
-- and figures as a file with the same `decimal` would say them.
-- sort: row = r.number
-- default: row
-- unique: r.number
select :keys r.number as row, r.outcome, import_row_messages(r.faults) as message, coalesce(i.code, r.indicator_code) as "indicator.code", r.indicator_name as "indicator.name",
       case when said.code is null then unit_uid(r.about_unit_id) end as "unit.id", coalesce(said.code, unit_code_on(r.about_unit_id), r.item ->> 'unit') as "unit.code", unit_name_on(r.about_unit_id) as "unit.name",
       coalesce(r.period, r.item ->> 'period') as period,
       as_written(r.item -> 'value', :decimal) as value, as_written(r.item -> 'numerator', :decimal) as numerator, as_written(r.item -> 'denominator', :decimal) as denominator, r.item ->> 'text' as text, r.item ->> 'status' as status,
       r.item ->> 'note' as note, r.item ->> 'justification' as justification, as_written(r.item -> 'target_value', :decimal) as target_value, r.item ->> 'printed' as printed,
       r.item ->> 'valid_from' as valid_from, r.item ->> 'reason' as reason, r.current, r.new, r.faults, r.unit_id as _unit_id
  from seen_import(:import) seen(id)
 cross join lateral (select x.*, m.campaign_id from import_rows x join imports m on m.id = x.import_id where x.import_id = seen.id offset 0) r
 cross join lateral (select case when r.outcome = 'rejected' then substring(r.item ->> 'unit' from '^code:(.*)$') end as code) said
  left join indicators i on i.campaign_id = r.campaign_id and i.code = r.indicator_code
 where true
   and r.outcome = any (:outcome)   --? outcome
