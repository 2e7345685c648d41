-- Yearly ratings in sight.
-- sort: year = r.year | created_at = r.created_at | changed_at = r.changed_at
-- default: -year
-- unique: r.id
select :keys r.id, r.honouree_id as "honouree.id", (honouree_named(r.honouree_id)).kind as "honouree.kind", (honouree_named(r.honouree_id)).name as "honouree.name",
       unit_uid(r.unit_id) as "unit.id", unit_code_on(r.unit_id) as "unit.code", unit_name_on(r.unit_id) as "unit.name", r.year, r.rating, r.decision_number, r.decided_on,
       case when r.absence is not null and reads_honouree(r.honouree_id) then r.absence end as absence, case when r.absent_months is not null and reads_honouree(r.honouree_id) then r.absent_months end as absent_months,
       r.note, r.document_id, r.invented, r.version, r.created_at, r.changed_at, r.unit_id as _unit_id,
       case when reads_honouree(r.honouree_id) then claim_unit() end as _issuer_id
  from honouree_ratings r
 where true
   and r.unit_id = :unit                                                          --? unit
   and r.unit_id in (select units_under(:unit_under, false))                      --? unit_under
   and r.honouree_id = :honouree                                                  --? honouree
   and r.year = :year                                                             --? year
   and r.rating = any (:rating)                                                   --? rating
   and r.changed_at > :updated_after                                              --? updated_after
