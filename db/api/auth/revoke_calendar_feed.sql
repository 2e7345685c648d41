-- The address is dead with the next request; its row stays for the record.
select s.*
  from revoke_calendar_feed(:calendar_feed) f
 cross join lateral calendar_feed_shown(f) s
