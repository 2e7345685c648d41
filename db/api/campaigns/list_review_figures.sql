-- The frozen figures of a review, one row an indicator, in the order of the document.
-- sort: ordinal = f.ordinal
-- default: ordinal
-- unique: f.code collate "C"
select :keys f.code, f.ordinal, f.parent, f.source_ref, f.section, f.field, f.name, f.value_type, f.unit_of_measure, f.decimals, f.comparator, f.per_year, f.target, f.printed, f.value, f.numerator, f.denominator, f.text,
       f.estimated, is_provisional(to_jsonb(f)) as provisional, f.previous ->> 'basis' as "previous.basis", f.previous ->> 'period' as "previous.period", (f.previous ->> 'value')::numeric as "previous.value",
       (f.previous ->> 'units')::int as "previous.units", (f.change ->> 'absolute')::numeric as "change.absolute", (f.change ->> 'relative')::numeric as "change.relative",
       (f.change ->> 'value')::numeric as "change.value", f.percent, f.status, f.label, f.reason,
       f.expected, f.projected, f.required_rate, (f.coverage ->> 'reported')::int as "coverage.reported", (f.coverage ->> 'expected')::int as "coverage.expected",
       array(select m ->> 'name' from jsonb_array_elements(coalesce(nullif(f.missing, 'null'), '[]')) m) as missing_names, f.sentence,
       r.unit_id as _unit_id, r.state = 'signed' as _published
  from reviews r cross join lateral review_snapshot_of(r) s
 cross join lateral jsonb_to_recordset(figures_shown(r, s)) f(code text, ordinal int, parent text, source_ref text, section text, field text, name text, value_type text, unit_of_measure text, decimals int,
         comparator text, per_year boolean, target numeric, printed text, value numeric, numerator numeric, denominator numeric, text text, estimated boolean, provisional boolean, previous jsonb, change jsonb, percent numeric,
         status text, label text, reason text, expected numeric, projected numeric, required_rate numeric, coverage jsonb, missing jsonb, sentence text)
 where r.id = :review and seen('review', :review)
   and f.status = any (:status)                                      --? status
   and f.field = any (:field)                                        --? field
