-- What is known of a document's file.
select d.unit_id as _unit_id, document_is_seen(d.id) as _published, d.file_name, d.media_type, d.size, d.sha256 from documents d where d.id = :document::uuid
