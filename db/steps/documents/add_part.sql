-- A part of the file.
insert into document_parts(document_id, part, bytes) values (:owner::uuid, :part::int, :bytes::bytea)
