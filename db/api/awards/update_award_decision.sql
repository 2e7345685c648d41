-- Merge-patch of a draft; guard() has judged who and when.
with done as materialized (select patch_award_decision(:award_decision, :body) as id)
select s.* from done, award_decision_made(done.id) d, award_decision_shown(d) s
