-- One term.
select s.* from work_terms w cross join lateral work_term_shown(w) s where w.id = :work_term
