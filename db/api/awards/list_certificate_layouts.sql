-- Layouts of certificates: everybody's, and those of units with paper of their own.
-- sort: valid_from = l.valid_from
-- default: -valid_from
-- unique: l.id
select :keys s.*
  from certificate_layouts l cross join lateral certificate_layout_shown(l) s
 where true
   and l.unit_id = :unit                                                          --? unit
   and l.paper = :paper                                                           --? paper
   and s.valid_from <= :on and coalesce(s.valid_to, 'infinity') > :on             --? on
