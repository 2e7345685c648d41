-- One job: how far it is, and what it leads to.
select * from job_shown(:job)
