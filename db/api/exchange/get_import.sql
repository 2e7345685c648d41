-- An import: who sent what, and what became of it.
select * from import_shown(:import)
