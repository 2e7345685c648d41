-- What was paid.
select s.*
  from seen_award(:award) seen(id)
 cross join lateral (select x from award_payments x where x.award_id = seen.id offset 0) found
 cross join lateral payment_shown(found.x) s
 order by s.paid_on, s.id
