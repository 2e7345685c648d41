-- Copies asked for and issued.
select s.*
  from seen_award(:award) seen(id)
 cross join lateral (select x from award_copies x where x.award_id = seen.id offset 0) found
 cross join lateral copy_shown(found.x) s
 order by s.asked_on, s.id
