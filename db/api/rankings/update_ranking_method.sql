-- Merge-patch of a method; rankings that exist keep their copy.
with done as materialized (select patch_ranking_method(:ranking_method, :body) as id)
select s.* from done, ranking_method_made(done.id) m, ranking_method_shown(m) s
