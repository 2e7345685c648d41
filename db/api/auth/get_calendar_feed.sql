-- One of the caller's own addresses; its key is not kept.
select s.*
  from calendar_feeds f
 cross join lateral calendar_feed_shown(f) s
 where f.id = :calendar_feed and f.user_id = claim_user()
