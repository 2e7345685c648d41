-- Before a batch is kept: the job is its holder's, and stays so until this transaction ends.
select hold_job(:job::uuid, :holder)
