-- A part of the file of a job.
insert into job_parts(job_id, part, unit_id, bytes) values (:owner::uuid, :part::int, claim_unit(), :bytes::bytea)
