-- What is entered, or its recognition.
with done as materialized (select patch_initiative(:initiative, :body) as id)
select s.* from done, initiative_made(done.id) i, initiative_shown(i) s
