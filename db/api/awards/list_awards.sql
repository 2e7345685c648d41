-- The ledger: what was awarded to whom, by which decision.
-- sort: decided_on = a.decided_on | register_number = coalesce(a.register_number, 0) | created_at = a.created_at | changed_at = a.changed_at
-- default: -decided_on
-- unique: a.id
-- shown: awards_shown
select :keys a as _shown
  from awards a
 where true
   and a.unit_id = :unit                                                          --? unit !include_predecessors
   and (a.unit_id = :unit or (:include_predecessors and a.unit_id in (select with_predecessors(:unit))))   --? unit include_predecessors
   and a.unit_id in (select units_under(:unit_under, false))                      --? unit_under !include_predecessors
   and a.unit_id in (select units_under(:unit_under, :include_predecessors))      --? unit_under include_predecessors
   and a.issuer_id = :granting_unit                                               --? granting_unit
   and a.honouree_id = any (:honouree)                                            --? honouree
   and a.award_type = :award_type                                                 --? award_type
   and a.award_type in (select t.code from award_types t where t.class = :class)   --? class
   and a.campaign_id = :campaign                                                  --? campaign
   and a.decision_id = :decision                                                  --? decision
   and a.state = any (:state)                                                     --? state
   and award_waits_for(a, :to_do)                                                 --? to_do
   and a.register_year = :year                                                    --? year
   and a.decided_on >= :decided_from                                              --? decided_from
   and a.decided_on <= :decided_to                                                --? decided_to
   and a.reason = any (:reason)                                                   --? reason
   and a.id in (select found_awards(:q))                                          --? q
   and a.changed_at > :updated_after                                              --? updated_after
