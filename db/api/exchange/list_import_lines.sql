-- Rows as they were sent, a column for each that some row has, with what became of them: a file to be corrected and sent again.
-- sort: row = r.number
-- default: row
-- unique: r.number
select :keys r.number as row, r.outcome, import_row_messages(r.faults) as message, array(select line_cell(r.item, n.name, :decimal) from unnest(named.names) n(name)) as "*", named.names as _names,
       r.unit_id as _unit_id
  from seen_import(:import) seen(id)
 cross join lateral import_columns(seen.id) named(names)
 cross join lateral (select x.* from import_rows x where x.import_id = seen.id offset 0) r
 where true
   and r.outcome = any (:outcome)   --? outcome
