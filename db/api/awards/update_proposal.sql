-- Merge-patch of a draft, or of what was found incomplete; guard() has judged who and when.
with done as materialized (select patch_proposal(:proposal, :body) as id)
select s.* from done, proposal_made(done.id) p, proposal_shown(p) s
