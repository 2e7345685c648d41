-- Rows of an import, tried as if typed by hand: the rejected ones, whose faults have no words yet.
select import_batch(:import::uuid, :body::jsonb, :file::jsonb, :keep::boolean) as rejected
