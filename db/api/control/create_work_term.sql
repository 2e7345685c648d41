-- A new term for the caller's province, at the root for the nation.
select s.* from new_work_term(:body) w cross join lateral work_term_shown(w) s
