-- Requests to open locked reports, in sight.
-- sort: requested_at = r.requested_at
-- default: -requested_at
-- unique: r.id
select :keys s.*
  from unlock_requests r, unlock_request_shown(r) s
 where true
   and r.campaign_id = :campaign                 --? campaign
   and r.unit_id = :unit                         --? unit
   and unlock_state(r) = any (:state)            --? state
   and r.period = any (:period)                  --? period
   and r.changed_at > :updated_after             --? updated_after
