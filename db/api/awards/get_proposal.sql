-- One proposal.
select s.* from proposals p, proposal_shown(p) s where p.id = :proposal
