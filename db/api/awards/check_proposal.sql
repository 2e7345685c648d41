-- What is wrong with the dossier before it is sent.
select c.pointer, c.code, c.severity, c.nomination_id, c.honouree, c.award_type, c.params, p.unit_id as _unit_id, p.issuer_id as _issuer_id
  from proposals p, proposal_check(seen_proposal(p.id)) c where p.id = seen_proposal(:proposal) order by c.severity, c.pointer, c.code
