-- One layout.
select s.* from certificate_layouts l cross join lateral certificate_layout_shown(l) s where l.id = :certificate_layout
