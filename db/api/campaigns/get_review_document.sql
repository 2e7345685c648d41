-- The review in the layout of official documents; C prints it as a page or for Word.
select review_document(r) as document, r.title as file_name, r.version as _version, r.unit_id as _unit_id, r.state = 'signed' as _published from reviews r where r.id = :review
