-- Queues a job.
select queue_job(:kind, :import::uuid, :claims::jsonb, :wishes::jsonb, :total::int) as job
