-- Who may have been entered twice.
-- sort: name = d.name collate "vi-VN-x-icu" | reason = d.reason
-- default: name
-- unique: d.pair
select :keys d.reason, a.id as "honouree.id", a.kind as "honouree.kind", a.name as "honouree.name", a.birth_year, a.position, unit_uid(a.unit_id) as "unit.id", unit_code_on(a.unit_id) as "unit.code",
       unit_name_on(a.unit_id) as "unit.name", b.id as "other.id", b.kind as "other.kind", b.name as "other.name", b.birth_year as other_birth_year, b.position as other_position,
       unit_uid(b.unit_id) as "other_unit.id", unit_code_on(b.unit_id) as "other_unit.code", unit_name_on(b.unit_id) as "other_unit.name", d.unit_id as _unit_id
  from duplicates_in_sight() d join honourees a on a.id = d.one_id join honourees b on b.id = d.other_id
 where true
   and d.reason = any (:reason)                                                   --? reason
   and d.unit_id in (select units_under(:unit_under, false))                      --? unit_under
