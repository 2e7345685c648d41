-- The newest secret of a webhook, encrypted; until when the one before is good.
select keep_webhook_secret(:webhook::uuid, :key, :sealed, coalesce(:hours::int, 0)) as previous_good_until
