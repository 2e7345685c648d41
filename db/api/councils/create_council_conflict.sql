-- A member's own word, or one that the standing body writes down for him.
with made as materialized (select new_conflict(:council_session, :body) as id)
select c.id, c.nomination_id, c.honouree, c.member, c.source, c.reason, c.note, c.created_at, c._unit_id from made cross join lateral conflicts_of(:council_session) c where c.id = made.id
