-- The next job that waits, or whose holder is gone.
select * from take_job(:holder)
