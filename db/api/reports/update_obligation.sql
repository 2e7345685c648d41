-- The issuer excuses a unit, or takes the excuse back; a unit says that a duty is done. guard() has judged who.
with done as materialized (select patch_obligation(:obligation, :body) as id)
select s.*, allowed_actions('obligation', s.id) as allowed_actions from done cross join lateral obligation_written(done.id) o cross join lateral obligation_shown(o) s
