-- What two counters counted; every line that does not add up is refused.
with done as materialized (select put_counts(:council_session, :body) as id)
select c.nomination_id, c.counts, c._unit_id from done cross join lateral counts_now(done.id) c order by c.ordinal
