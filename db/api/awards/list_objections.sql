-- Objections to a list, as far as the caller sees them.
-- sort: received_at = (found.x).received_at
-- default: received_at
-- unique: (found.x).id
select :keys s.*
  from seen_publicity_list(:publicity_list) seen(id)
 cross join lateral (select x from publicity_objections x where x.list_id = seen.id offset 0) found
 cross join lateral objection_shown(found.x) s
 where true
   and (found.x).state = any (:state)                                             --? state
