-- Decisions in sight: the own area's, and those published above.
-- sort: decided_on = coalesce(d.decided_on, '-infinity') | created_at = d.created_at | changed_at = d.changed_at | title = d.title collate "vi-VN-x-icu"
-- default: -created_at
-- unique: d.id
select :keys d.id, d.reference, d.kind, unit_uid(d.unit_id) as "unit.id", unit_code_on(d.unit_id, d.decided_on) as "unit.code", unit_name_on(d.unit_id, d.decided_on) as "unit.name",
       d.title, d.number, d.decided_on, d.signer, d.document_id, d.file_sha256,
       (select count(*) from award_decision_nominations x where x.decision_id = d.id)::int as nomination_count,
       d.embargo_until, d.published, d.published_at, d.invented, d.state, d.version, d.created_at, d.changed_at,
       allowed_actions('award_decision', d.id) as allowed_actions,                --? expand.allowed_actions
       d.unit_id as _unit_id, d.published as _published
  from award_decisions d
 where true
   and d.unit_id = :unit                                                          --? unit
   and d.unit_id in (select units_under(:unit_under, false))                      --? unit_under
   and d.state = any (:state)                                                     --? state
   and d.kind = any (:kind)                                                       --? kind
   and (d.id in (select x.decision_id from award_decision_nominations x join nominations n on n.id = x.nomination_id join proposals p on p.id = n.proposal_id where p.campaign_id = :campaign)   --? campaign
        or d.id in (select x.decision_id from award_decision_awards x join awards a on a.id = x.award_id where a.campaign_id = :campaign))   --? campaign
   and d.reference = upper(:reference)                                            --? reference
   and d.number = :number                                                         --? number
   and d.decided_on >= :decided_from                                              --? decided_from
   and d.decided_on <= :decided_to                                                --? decided_to
   and folded(d.title || ' ' || coalesce(d.number, '')) like anywhere(:q)   --? q
   and d.changed_at > :updated_after                                              --? updated_after
