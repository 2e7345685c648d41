-- A list of people and collectives of the caller's unit, all or none.
with made as materialized (select id, ordinality from new_honourees(:body) with ordinality a(id, ordinality))
select h.id, h.kind, h.name, unit_uid(h.unit_id) as "unit.id", unit_code_on(h.unit_id) as "unit.code", unit_name_on(h.unit_id) as "unit.name", h.position, h.version,
       h.unit_id as _unit_id
  from made, honouree_made(made.id) h order by made.ordinality
