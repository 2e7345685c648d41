-- Ratings of one honouree, the latest year first.
select s.* from seen_honouree(:honouree) seen(id) join honouree_ratings r on r.honouree_id = seen.id cross join lateral rating_shown(r) s order by r.year desc
