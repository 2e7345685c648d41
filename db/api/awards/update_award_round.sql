-- Merge-patch of a round; guard() has judged who and when.
with done as materialized (select patch_award_round(:award_round, :body) as id)
select s.* from done, award_round_made(done.id) r, award_round_shown(r) s
