-- What every rule says of a nomination on a day. What discipline says is for who judges, and for who keeps it.
select e.*, n.unit_id as _unit_id, case when n.state <> 'draft' then n.issuer_id end as _issuer_id
  from found_or_404(:nomination::text, (select id from nominations where id = :nomination)) seen(id)
  join nominations n on n.id = seen.id join honourees h on h.id = n.honouree_id
 cross join lateral eligibility_explained(n.id, coalesce(:on, today()),
   claim_roles() && '{reviewer,leader,council}' and (h.unit_id <> claim_unit() or exists (select from holds x where x.honouree_id = h.id and x.unit_id = claim_unit()))) e
