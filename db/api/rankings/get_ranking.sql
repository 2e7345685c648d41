-- One ranking.
select s.* from rankings r, ranking_shown(r) s where r.id = :ranking
