-- One document.
select * from document_shown(:document)
