-- Everything that is due at the caller's desk, as a calendar.
select e.uid || '@thidua' as uid, e.day, e.summary, e.description, e.category, e.url, e.day >= today() as ahead,
       to_char(e.changed_at at time zone 'UTC', 'YYYYMMDD"T"HH24MISS"Z"') as changed, e.unit_id as _unit_id, e.issuer_id as _issuer_id
  from (select * from deadlines_of_unit() union all select * from deadlines_of_judges()) e
 order by e.day, e.uid
