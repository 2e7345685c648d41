-- The newest secret of a webhook, encrypted; until when the one before is good.
select to_char(keep_webhook_secret(:webhook::uuid, :key, :sealed, coalesce(:hours::int, 0)) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as previous_good_until
