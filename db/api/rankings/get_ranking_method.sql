-- One method of scoring.
select s.* from ranking_methods m, ranking_method_shown(m) s where m.id = :ranking_method
