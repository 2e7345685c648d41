-- One delegation.
select s.* from delegations d, delegation_shown(d) s where d.id = :delegation
