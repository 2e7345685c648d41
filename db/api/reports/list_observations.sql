-- Figures found in documents, contradictions side by side.
-- sort: as_of = o.as_of | name = o.name collate "vi-VN-x-icu"
-- default: -as_of
-- unique: o.id
select :keys s.*
  from observations o, observation_shown(o) s
 where true
   and o.campaign_id = :campaign       --? campaign
   and o.indicator_id = :indicator     --? indicator
   and o.unit_id = :unit               --? unit
   and o.as_of = :as_of                --? as_of
   and o.authoritative = :authoritative   --? authoritative
   and folded(o.name) like anywhere(:q)   --? q
   and o.changed_at > :updated_after   --? updated_after
