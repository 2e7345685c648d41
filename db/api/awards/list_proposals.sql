-- Proposals in sight: the own area's, and those sent to the own unit.
-- sort: created_at = p.created_at | changed_at = p.changed_at | submitted_at = coalesce(p.submitted_at, '-infinity') | title = p.title collate "vi-VN-x-icu"
-- default: -created_at
-- unique: p.id
-- shown: proposals_listed
-- expands: allowed_actions = allowed_actions('proposal', s.id)
select :keys p as _shown
  from proposals p
 where true
   and p.unit_id = :unit                                                          --? unit
   and p.unit_id in (select units_under(:unit_under, false))                      --? unit_under
   and p.issuer_id = :receiving_unit                                              --? receiving_unit
   and p.state = any (:state)                                                     --? state
   and p.reason = any (:reason)                                                   --? reason
   and p.round_id = :round                                                        --? round
   and p.campaign_id = :campaign                                                  --? campaign
   and p.id in (select found_proposals(:q))                                       --? q
   and p.changed_at > :updated_after                                              --? updated_after
