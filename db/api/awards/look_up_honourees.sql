-- Whom the caller sees with an identifier; counted and written down.
select h.id, h.kind, h.name, h.position, unit_uid(h.unit_id) as "unit.id", unit_code_on(h.unit_id) as "unit.code", unit_name_on(h.unit_id) as "unit.name",
       i.masked as citizen_identifier_masked, h.unit_id as _unit_id, honouree_desk(h.id) as _issuer_id
  from look_up(:body -> 'citizen_identifier') h left join identity_shown(h.id) i on true
