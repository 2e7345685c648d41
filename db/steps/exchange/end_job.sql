-- The end of a job.
select end_job(:job::uuid, :holder, :state, :failure::jsonb, :done::int)
