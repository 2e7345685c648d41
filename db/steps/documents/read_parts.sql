-- The file, part by part.
select p.bytes from document_parts p where p.document_id = :owner::uuid order by p.part
