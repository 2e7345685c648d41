-- A document that nothing official relies on.
select delete_document(:document) as id
