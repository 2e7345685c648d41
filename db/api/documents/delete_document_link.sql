-- A document no longer belongs to a thing.
select delete_document_link(:document, :link) as id
