-- What may be done next, and what blocks the rest.
select to_state as "to", possible, rule, message, who, required_details, faults, warnings from moves_available('job', :job) order by possible desc, to_state
