-- A webhook as it is after the change.
select s.* from change_webhook(:webhook::uuid, :content::jsonb) w cross join lateral webhook_shown(w) s
