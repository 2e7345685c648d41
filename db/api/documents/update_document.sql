-- Merge-patch of the register line; guard() has judged who and when.
with done as materialized (select patch_document(:document, :body) as id)
select s.* from done, document_shown(done.id) s
