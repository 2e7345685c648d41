-- Reminders of a campaign, the latest first.
-- sort: sent_at = r.sent_at
-- default: -sent_at
-- unique: r.id
select :keys s.* from reminders r cross join lateral reminder_shown(r) s
 where r.campaign_id = :campaign and seen('campaign', :campaign)
   and r.unit_id = :unit                     --? unit
