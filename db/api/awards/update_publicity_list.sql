-- Merge-patch of a draft; guard() has judged who and when.
with done as materialized (select patch_publicity_list(:publicity_list, :body) as id)
select s.* from done, publicity_list_made(done.id) l, publicity_list_shown(l) s
