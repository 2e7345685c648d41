-- What is wrong with the dossier before it is sent; whoever does not see it is told so first.
select c.pointer, c.code, c.severity, c.nomination_id, c.honouree, c.award_type, c.params, jsonb_build_object('code', c.code, 'params', c.params) as message, p.unit_id as _unit_id, p.issuer_id as _issuer_id
  from seen_proposal(:proposal) seen(id)
 cross join lateral (select unit_id, issuer_id from proposals x where x.id = seen.id offset 0) p
 cross join lateral proposal_check(seen.id) c
 where c.nomination_id is null or exists (select from nominations n where n.id = c.nomination_id)
 order by c.severity, c.pointer, c.code
