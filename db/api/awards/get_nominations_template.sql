-- The list of nominees to fill in: a row for each honouree that the unit registered for the round and has not proposed yet.
-- sort: name = h.name collate "vi-VN-x-icu"
-- default: name
-- unique: g.id
select :keys g.honouree_id as honouree, h.name as honouree_name, null::text as "new_honouree.kind", null::text as "new_honouree.name", null::text as "new_honouree.position",
       g.award_type, null::text as achievement, null::date as achievement_from, null::date as achievement_to, null::text as citation_text,
       p.unit_id as _unit_id, p.issuer_id as _issuer_id
  from seen_proposal(:proposal) seen(id)
 cross join lateral (select x.* from proposals x where x.id = seen.id offset 0) p
  join award_registrations g on g.round_id = p.round_id and g.unit_id = p.unit_id
  join honourees h on h.id = g.honouree_id
 where not exists (select from nominations n where n.proposal_id = p.id and n.honouree_id = g.honouree_id and n.award_type = g.award_type)
