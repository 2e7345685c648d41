-- What is wrong with the dossier before it is sent.
select c.pointer, c.code, c.severity, c.nomination_id, c.honouree, c.award_type, c.params
  from proposal_check(seen_proposal(:proposal)) c order by c.severity, c.pointer, c.code
