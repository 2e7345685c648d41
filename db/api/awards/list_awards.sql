-- The ledger: what was awarded to whom, by which decision. What has to be asked row by row stands among the columns, where it
-- is asked for the rows of a page only.
-- sort: decided_on = a.decided_on | register_number = coalesce(a.register_number, 0) | created_at = a.created_at | changed_at = a.changed_at
-- default: -decided_on
-- unique: a.id
select :keys a.id, unit_uid(a.unit_id) as "unit.id", unit_code_on(a.unit_id, a.decided_on) as "unit.code", unit_name_on(a.unit_id, a.decided_on) as "unit.name",
       unit_uid(a.issuer_id) as "granting_unit.id", unit_code_on(a.issuer_id, a.decided_on) as "granting_unit.code", unit_name_on(a.issuer_id, a.decided_on) as "granting_unit.name",
       a.honouree_id as "honouree.id", a.honouree_kind as "honouree.kind", coalesce(a.corrected_name, a.honouree_name) as "honouree.name", a.honouree_name as name_as_decided, a.award_type,
       award_name(a.award_type) as award_type_name, t.class as award_class, c.id as "campaign.id", c.code as "campaign.code", c.title as "campaign.title", a.reason, a.year, a.achievement,
       a.citation_text, a.decision_id, a.decider, a.nomination_id, a.decision_number, a.decided_on, a.register_year, a.register_number, a.authority_citation, a.factor, a.base_salary, a.bonus,
       a.bonus_citation, (select b.due from bonus_standing(a) b) as bonus_due, (select b.amount from bonus_standing(a) b) as amount_due, (select b.reason from bonus_standing(a) b) as bonus_reason,
       (select b.beside from bonus_standing(a) b) as bonus_beside, (select b.citation from bonus_standing(a) b) as bonus_reason_citation,
       coalesce(a.decider, unit_name_on(a.issuer_id, a.decided_on)) as fund, paid_for(a.id) as amount_paid, (select max(x.paid_on) from award_payments x where x.award_id = a.id) as paid_on,
       (select x.presented_on from award_presentations x where x.award_id = a.id) as presented_on,
       (select d.id from decision_named_in_ledger(a.correction_id) d) as "correction.id", (select d.number from decision_named_in_ledger(a.correction_id) d) as "correction.number", (select d.decided_on from decision_named_in_ledger(a.correction_id) d) as "correction.decided_on",
       (select d.id from decision_named_in_ledger(a.revocation_id) d) as "revocation.id", (select d.number from decision_named_in_ledger(a.revocation_id) d) as "revocation.number", (select d.decided_on from decision_named_in_ledger(a.revocation_id) d) as "revocation.decided_on",
       (select g.ground from ground_of(a.revocation_id, a.id) g) as revocation_ground, (select g.note from ground_of(a.revocation_id, a.id) g) as revocation_note,
       (select d.id from decision_named_in_ledger(a.restoration_id) d) as "restoration.id", (select d.number from decision_named_in_ledger(a.restoration_id) d) as "restoration.number", (select d.decided_on from decision_named_in_ledger(a.restoration_id) d) as "restoration.decided_on",
       recovery_of(a) as recovery, a.relies_on_revoked, a.check_code, a.hidden as embargoed, a.published,
       a.published_at, a.invented, a.state, a.version, a.created_at, a.changed_at, case when a.hidden then a.issuer_id else a.unit_id end as _unit_id, a.issuer_id as _issuer_id
  from awards a join award_types t on t.code = a.award_type left join campaigns c on c.id = a.campaign_id
 where true
   and a.unit_id = :unit                                                          --? unit !include_predecessors
   and (a.unit_id = :unit or (:include_predecessors and a.unit_id in (select with_predecessors(:unit))))   --? unit include_predecessors
   and a.unit_id in (select units_under(:unit_under, false))                      --? unit_under !include_predecessors
   and a.unit_id in (select units_under(:unit_under, :include_predecessors))      --? unit_under include_predecessors
   and a.issuer_id = :granting_unit                                               --? granting_unit
   and a.honouree_id = :honouree                                                  --? honouree
   and a.award_type = :award_type                                                 --? award_type
   and a.campaign_id = :campaign                                                  --? campaign
   and a.decision_id = :decision                                                  --? decision
   and a.state = any (:state)                                                     --? state
   and ((a.state <> 'revoked' and (a.published or a.decider is not null) and 'present' = any (:to_do) and not exists (select from award_presentations p where p.award_id = a.id)) or (a.state <> 'revoked' and 'pay' = any (:to_do) and bonus_is_open(a)) or (a.state = 'revoked' and 'recover' = any (:to_do) and not (recovery_of(a) ->> 'done')::boolean) or (a.state <> 'revoked' and a.relies_on_revoked is not null and 'review' = any (:to_do)))   --? to_do
   and a.register_year = :year                                                    --? year
   and a.decided_on >= :decided_from                                              --? decided_from
   and a.decided_on <= :decided_to                                                --? decided_to
   and a.reason = any (:reason)                                                   --? reason
   and folded(coalesce(a.corrected_name, a.honouree_name) || ' ' || a.decision_number) like '%' || replace(replace(folded(:q), '%', '\%'), '_', '\_') || '%'   --? q
   and a.changed_at > :updated_after                                              --? updated_after
