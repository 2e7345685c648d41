-- standby.sql: a reader on a standby sees only what it must not miss.

-- Refuses while the standby has not replayed as far as wanted; a primary is never behind. Each statement after this one
-- takes its own snapshot, so that what was replayed now is seen by all of them.
create or replace function app.caught_up(wanted pg_lsn) returns void language plpgsql set search_path = app, pg_catalog, pg_temp as $$
begin
  if pg_is_in_recovery() and coalesce(pg_last_wal_replay_lsn(), '0/0') < wanted then
    perform raise_problem(503, 'busy');
  end if;
end $$;
