-- Webhooks of the area, for administrators.
-- sort: name = w.name collate "vi-VN-x-icu" | created_at = w.created_at
-- default: name
-- unique: w.id
select :keys s.*
  from webhooks w cross join lateral webhook_shown(w) s
 where true
   and w.unit_id = :unit           --? unit
   and w.state = any (:state)      --? state
