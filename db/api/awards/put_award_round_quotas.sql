-- All quotas of a round, replaced whole; guard() has judged who and when, and holds the round.
with done as materialized (select put_round_quotas(:award_round, :body) as id)
select s.* from done, round_quotas_shown(done.id, null) s
