-- A draft of the caller's unit.
with made as materialized (select new_proposal(:body) as id)
select s.* from made, proposal_made(made.id) p, proposal_shown(p) s
