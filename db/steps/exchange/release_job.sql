-- Gives a job back, so that another goes on at once.
select release_job(:job::uuid, :holder)
