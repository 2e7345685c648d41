-- Merge-patch of a code of the library; guard() has judged who.
with done as materialized (select patch_library_indicator(l.id, :body) as id from library_indicators l where l.id = :library_indicator)
select s.* from done, library_indicator_made(done.id) l, library_indicator_shown(l) s
