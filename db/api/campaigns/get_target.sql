-- One target, or proposal.
select s.* from targets t, target_shown(t) s where t.id = :target
