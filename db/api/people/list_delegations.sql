-- Who acts for whom, in the area.
-- sort: valid_from = d.valid_from
-- default: -valid_from
-- unique: d.id
select :keys s.*
  from delegations d, delegation_shown(d) s
 where true
   and d.unit_id = :unit                                                                       --? unit
   and d.holder_id = :holder                                                                   --? holder
   and d.giver_id = :giver                                                                     --? giver
   and d.revoked_at is null and d.valid_from <= today() and d.valid_to > today()               --? in_force
