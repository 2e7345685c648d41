-- Whom one has asked about a nomination; whoever does not see it is told so first.
-- sort: asked_on = (found.x).asked_on
-- default: asked_on
-- unique: (found.x).id
select :keys s.*
  from seen_nomination(:nomination) seen(id)
 cross join lateral (select x from consultations x where x.nomination_id = seen.id offset 0) found
 cross join lateral consultation_shown(found.x) s
 where true
