-- A document as replies show it.
select * from document_shown(:document::uuid)
