-- A layout of the caller's unit from a day on.
select s.* from new_certificate_layout(:body) l cross join lateral certificate_layout_shown(l) s
