-- Who sits in a council, of all days or on one.
-- sort: ordinal = (found.m).ordinal
-- default: ordinal
-- unique: (found.m).id
select :keys s.*
  from (select m from council_members m where m.council_id = :council) found
 cross join lateral council_member_shown(found.m) s
 where seen('council', :council)
   and sits_on(found.m, :on)                                                      --? on
   and (found.m).role = any (:role)                                               --? role
   and (found.m).standing = :standing                                             --? standing
