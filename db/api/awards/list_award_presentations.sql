-- How the award was handed over.
select s.*
  from seen_award(:award) seen(id)
 cross join lateral (select x from award_presentations x where x.award_id = seen.id offset 0) found
 cross join lateral presentation_shown(found.x) s
 order by s.presented_on, s.id
