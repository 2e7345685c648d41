-- Who is registered in a round; whoever does not see the round is told so first.
-- sort: registered_on = (found.x).registered_on | name = s."honouree.name" collate "vi-VN-x-icu"
-- default: registered_on
-- unique: (found.x).id
select :keys s.*
  from seen_round(:award_round) seen(id)
 cross join lateral (select x from award_registrations x where x.round_id = seen.id offset 0) found
 cross join lateral registration_shown(found.x) s
 where true
   and (found.x).unit_id = :unit                --? unit
   and (found.x).award_type = :award_type       --? award_type
