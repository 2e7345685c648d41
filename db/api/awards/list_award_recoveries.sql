-- What came back of a revoked award.
select s.*
  from seen_award(:award) seen(id)
 cross join lateral (select x from award_recoveries x where x.award_id = seen.id offset 0) found
 cross join lateral recovery_shown(found.x) s
 order by s.recovered_on, s.id
