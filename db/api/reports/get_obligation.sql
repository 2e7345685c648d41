-- One obligation.
select s.*, allowed_actions('obligation', s.id) as allowed_actions from obligations o cross join lateral obligation_shown(o) s where o.id = :obligation
