-- Where a nomination is on its way up, step by step.
select s.*
  from seen_nomination(:nomination) seen(id)
 cross join lateral (select x from forwardings x where x.nomination_id = seen.id offset 0) found
 cross join lateral forwarding_shown(found.x) s
 order by s.ordinal
