-- One objection.
select s.* from publicity_objections o, objection_shown(o) s where o.id = :objection
