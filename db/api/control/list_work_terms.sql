-- How long things may take that no calendar says, by date and area.
-- sort: valid_from = w.valid_from | code = w.code
-- default: code
-- unique: w.id
select :keys s.*
  from work_terms w cross join lateral work_term_shown(w) s
 where true
   and w.code = any (:code)                                                       --? code
   and w.unit_id = :unit                                                          --? unit
   and s.valid_from <= :on and coalesce(s.valid_to, 'infinity') > :on             --? on
