-- Who does not vote on which case, and why.
select c.id, c.nomination_id, c.honouree, c.member, c.source, c.reason, c.note, c.created_at, c._unit_id from seen_session(:council_session) seen(id) cross join lateral conflicts_of(seen.id) c
