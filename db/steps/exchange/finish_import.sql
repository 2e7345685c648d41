-- Counts what became of the rows of an import.
select finish_import(:import::uuid)
