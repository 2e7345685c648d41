-- The file of a job, part by part.
select p.bytes from job_parts p where p.job_id = :owner::uuid order by p.part
