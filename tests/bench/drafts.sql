-- drafts.sql: what was submitted is a fresh draft again.
\set ON_ERROR_STOP on
begin;
set local search_path = app, extensions, pg_temp;
set local session_replication_role = replica;
delete from moves m using bench.drafts d where m.thing_id = d.id;
delete from submission_editions e using bench.drafts d where e.submission_id = d.id;
delete from outbox o using bench.drafts d where o.thing_id = d.id;
delete from audit_entries a using bench.drafts d where a.thing_id = d.id;
update submissions s
   set state = 'draft', version = 1, edition = 1, submitted_by = null, submitted_at = null, changed_at = s.created_at + interval '1 day'
  from bench.drafts d where d.id = s.id and s.state <> 'draft';
commit;
vacuum (analyze) app.moves, app.submissions, app.submission_editions, app.outbox, app.audit_entries;
checkpoint;
