-- A webhook without its secrets.
select s.* from webhooks w cross join lateral webhook_shown(w) s where w.id = :webhook
