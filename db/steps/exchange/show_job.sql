-- A job, as the reply to its request shows it.
select * from job_shown(:job::uuid)
