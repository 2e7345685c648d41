-- Secrets under another key than the newest, some at a time.
select id, webhook_id as webhook, key_id, sealed from webhook_secrets where key_id <> :newest and id > :after::uuid order by id limit 500 for update
