-- Rules set aside for a nomination; whoever does not see it is told so first.
-- sort: created_at = (found.x).created_at
-- default: created_at
-- unique: (found.x).id
select :keys s.*
  from seen_nomination(:nomination) seen(id)
 cross join lateral (select x from nomination_overrides x where x.nomination_id = seen.id offset 0) found
 cross join lateral override_shown(found.x) s
 where true
