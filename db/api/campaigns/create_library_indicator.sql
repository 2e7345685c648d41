-- A code under which campaigns share a figure.
with made as materialized (select new_library_indicator(:body) as id)
select s.* from made, library_indicator_made(made.id) l, library_indicator_shown(l) s
