-- Shared indicators, with the campaigns in sight that use them.
-- sort: code = l.code | name = l.name collate "vi-VN-x-icu"
-- default: code
-- unique: l.id
select :keys s.*
  from library_indicators l, library_indicator_shown(l) s
 where true
   and l.code = :code                   --? code
   and l.field = :field                 --? field
   and folded(l.name) like anywhere(:q)   --? q
   and l.changed_at > :updated_after    --? updated_after
