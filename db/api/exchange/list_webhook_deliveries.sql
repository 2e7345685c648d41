-- The log of a webhook: what was sent, what waits and what is dead; whoever does not see the webhook is told so first.
-- sort: created_at = d.created_at
-- default: -created_at
-- unique: d.id
select :keys s.*
  from webhook_deliveries d cross join lateral delivery_shown(d) s
 where d.webhook_id = :webhook and seen('webhook', :webhook)
   and d.state = any (:state)       --? state
   and d.subject = :subject         --? subject
