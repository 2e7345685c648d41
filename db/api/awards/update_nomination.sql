-- Merge-patch of a draft, or of what was found incomplete; guard() has judged who and when.
with done as materialized (select patch_nomination(:nomination, :body) as id)
select s.* from done, nominations_shown(nominations_made(array[done.id])) s
