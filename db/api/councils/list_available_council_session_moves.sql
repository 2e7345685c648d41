-- What may be done next, and what blocks the rest.
select a.to_state as "to", a.possible, a.rule, a.message, a.who, a.required_details, a.faults, a.warnings from seen_session(:council_session) seen(id) cross join lateral moves_available('council_session', seen.id) a order by a.possible desc, a.to_state
