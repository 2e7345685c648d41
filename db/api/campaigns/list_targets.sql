-- Targets in sight with all their revisions and proposals, whatever campaign.
-- sort: valid_from = t.valid_from | created_at = t.created_at
-- default: -created_at
-- unique: t.id
select :keys s.*
  from targets t, target_shown(t) s
 where true
   and t.campaign_id = :campaign                                                           --? campaign
   and t.indicator_id = :indicator                                                         --? indicator
   and t.unit_id = :unit                                                                   --? unit
   and t.state = any(:state)                                                               --? state
   and t.valid_from <= :on and coalesce(t.valid_to, 'infinity') > :on                      --? on
   and t.changed_at > :updated_after                                                       --? updated_after
