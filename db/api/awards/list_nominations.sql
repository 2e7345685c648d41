-- Nominations in sight, whatever proposal they are in.
-- sort: created_at = n.created_at | changed_at = n.changed_at
-- default: -created_at
-- unique: n.id
select :keys n.id, p.id as "proposal.id", p.title as "proposal.title", p.state as "proposal.state",
       unit_uid(n.unit_id) as "unit.id", unit_code_on(n.unit_id) as "unit.code", unit_name_on(n.unit_id) as "unit.name",
       unit_uid(n.issuer_id) as "receiving_unit.id", unit_code_on(n.issuer_id) as "receiving_unit.code", unit_name_on(n.issuer_id) as "receiving_unit.name",
       n.ordinal, h.id as "honouree.id", h.kind as "honouree.kind", h.name as "honouree.name", n.award_type, award_name(n.award_type) as award_type_name,
       t.class as award_class, n.achievement, n.achievement_from, n.achievement_to, n.citation_text, n.minutes_document_id, case n.state when 'held' then standing_of(n) else n.state end as state, n.version, n.created_at, n.changed_at,
       allowed_actions('nomination', n.id) as allowed_actions,                    --? expand.allowed_actions
       n.unit_id as _unit_id, case when n.state <> 'draft' then n.issuer_id end as _issuer_id
  from nominations n join proposals p on p.id = n.proposal_id join honourees h on h.id = n.honouree_id join award_types t on t.code = n.award_type
 where true
   and n.unit_id = :unit                                                          --? unit
   and n.unit_id in (select units_under(:unit_under, false))                      --? unit_under
   and n.issuer_id = :receiving_unit                                              --? receiving_unit
   and n.proposal_id = :proposal                                                  --? proposal
   and n.honouree_id = :honouree                                                  --? honouree
   and n.award_type = :award_type                                                 --? award_type
   and n.state = any (array_append(:state, 'held'))                              --? state
   and (n.state <> 'held' or standing_of(n) = any (:state))                      --? state
   and p.round_id = :round                                                        --? round
   and p.campaign_id = :campaign                                                  --? campaign
   and n.changed_at > :updated_after                                              --? updated_after
