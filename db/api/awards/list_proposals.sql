-- Proposals in sight: the own area's, and those sent to the own unit.
-- sort: created_at = p.created_at | changed_at = p.changed_at | submitted_at = coalesce(p.submitted_at, '-infinity') | title = p.title collate "vi-VN-x-icu"
-- default: -created_at
-- unique: p.id
select :keys p.id, unit_uid(p.unit_id) as "unit.id", unit_code_on(p.unit_id) as "unit.code", unit_name_on(p.unit_id) as "unit.name",
       unit_uid(p.issuer_id) as "receiving_unit.id", unit_code_on(p.issuer_id) as "receiving_unit.code", unit_name_on(p.issuer_id) as "receiving_unit.name",
       c.id as "campaign.id", c.code as "campaign.code", c.title as "campaign.title", r.id as "round.id", r.title as "round.title", p.title, p.reason, p.number, p.issued_on,
       (select count(*) from nominations n where n.proposal_id = p.id)::int as nomination_count, p.invented, p.state, p.submitted_at,
       (select k.due_on from proposal_clock(p) k where p.state in ('received', 'incomplete')) as due_on,
       (select k.overdue from proposal_clock(p) k where p.state in ('received', 'incomplete')) as overdue, p.version, p.created_at, p.changed_at,
       allowed_actions('proposal', p.id) as allowed_actions,                      --? expand.allowed_actions
       p.unit_id as _unit_id, case when p.state <> 'draft' then p.issuer_id end as _issuer_id
  from proposals p left join campaigns c on c.id = p.campaign_id left join award_rounds r on r.id = p.round_id
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
