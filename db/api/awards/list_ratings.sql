-- Yearly ratings in sight.
-- sort: year = r.year | created_at = r.created_at | changed_at = r.changed_at
-- default: -year
-- unique: r.id
select :keys s.*
  from honouree_ratings r cross join lateral rating_shown(r) s
 where true
   and r.unit_id = :unit                                                          --? unit
   and r.unit_id in (select units_under(:unit_under, false))                      --? unit_under
   and r.honouree_id = :honouree                                                  --? honouree
   and r.year = :year                                                             --? year
   and r.rating = any (:rating)                                                   --? rating
   and r.changed_at > :updated_after                                              --? updated_after
