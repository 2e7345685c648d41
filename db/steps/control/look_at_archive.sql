-- For how many seconds PostgreSQL has not been able to put its log into the archive; 0 while it can, or has none.
select coalesce((select extract(epoch from now() - coalesce(last_archived_time, stats_reset))   -- real clock: the archiver's
                   from pg_stat_archiver
                  where current_setting('archive_mode') <> 'off' and last_failed_time > coalesce(last_archived_time, '-infinity')), 0) as failing
