-- What is on record of an honouree, for whoever sees them; of who was merged into another it stands there.
select h.id as "honouree.id", h.kind as "honouree.kind", h.name as "honouree.name", unit_uid(h.unit_id) as "unit.id", unit_code_on(h.unit_id) as "unit.code",
       unit_name_on(h.unit_id) as "unit.name", record_ends(h.id) as until, r.*, h.unit_id as _unit_id, honouree_desk(h.id) as _issuer_id
  from honourees h cross join lateral honouree_record(h.id) r
 where h.id = (select coalesce(x.merged_into, x.id) from honourees x where x.id = :honouree)
