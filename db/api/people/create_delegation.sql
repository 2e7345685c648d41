-- Somebody of the unit acts for the caller from now on.
select s.* from new_delegation(:body) d, delegation_shown(d) s
