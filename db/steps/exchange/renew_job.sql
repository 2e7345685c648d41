-- Whether a job is still its holder's, who says how far it is.
select renew_job(:job::uuid, :holder, :done::int) as held
