-- Opinions recorded with a nomination; whoever does not see it is told so first.
-- sort: given_on = (found.x).given_on
-- default: given_on
-- unique: (found.x).id
select :keys s.*
  from seen_nomination(:nomination) seen(id)
 cross join lateral (select x from endorsements x where x.nomination_id = seen.id offset 0) found
 cross join lateral endorsement_shown(found.x) s
 where true
