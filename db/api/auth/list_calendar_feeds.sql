-- The caller's own addresses at this desk.
-- sort: name = f.name collate "vi-VN-x-icu" | created_at = f.created_at
-- default: -created_at
-- unique: f.id
select :keys s.*
  from calendar_feeds f
 cross join lateral calendar_feed_shown(f) s
 where f.user_id = claim_user() and f.unit_id = claim_unit()
   and f.revoked_at is null --? active
