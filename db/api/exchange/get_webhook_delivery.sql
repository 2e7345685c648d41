-- What became of one event at one webhook.
select s.* from webhook_deliveries d cross join lateral delivery_shown(d) s where d.id = :delivery
