-- Webhooks that lag behind the changes; null when a lane is due.
select w as webhook from webhook_work() w
