-- An import with its first rows, as the reply to it shows it.
select s.*, :repeated::boolean as repeated, import_report(s.id) as rows from import_shown(:import::uuid) s
