-- The register line, and what is known of its file.
select new_document(:body::jsonb, :file::jsonb) as id
