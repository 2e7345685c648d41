-- Makes a document belong to a thing; whoever sees the thing sees the document.
with made as materialized (select link_document(:document, :body) as id)
select s.* from made, document_link_made(made.id) s
