-- Titles and forms, in the order of their rank.
-- sort: ordinal = t.ordinal | code = t.code | name = t.vi collate "vi-VN-x-icu"
-- default: ordinal
-- unique: t.code
select :keys t.code, t.class, t.vi, t.en, t.honouree_kinds, t.citation, t.valid_from, t.valid_to, deciders_on(t.code, coalesce(:on, today())) as deciders, true as _published
  from award_types t
 where true
   and t.valid_from <= :on and coalesce(t.valid_to, 'infinity') > :on             --? on
   and t.class = :class                                                           --? class
   and :honouree_kind = any (t.honouree_kinds)                                    --? honouree_kind
   and folded(t.vi || ' ' || t.en || ' ' || t.code) like anywhere(:q)   --? q
