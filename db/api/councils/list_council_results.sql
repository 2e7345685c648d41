-- What the votings came to; none while one runs.
select r.* from seen_session(:council_session) seen(id) cross join lateral council_results(seen.id) r
