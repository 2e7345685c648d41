-- Everything since an instant, once more.
select s.* from replay_webhook(:webhook, (:body ->> 'from')::timestamptz) w cross join lateral webhook_shown(w) s
