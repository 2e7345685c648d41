-- The audit by years, so that what has been kept long enough goes as a whole; signed heads of its chain; refusals of
-- callers nobody knows. What was entered before moves over with its numbers: the chain goes on where it was.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

alter table audit_entries rename to audit_entries_before;

create table audit_entries (
  seq bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null default clock_timestamp(),   -- real clock: as it is
  actor_id uuid, actor_kind text, actor_unit_id int, actor_roles text[], behalf_of uuid,
  action text not null,                            -- created, changed, deleted, refused, read …
  thing text, thing_id uuid, unit_id int,          -- what, and whose
  row_version int, changes jsonb not null default '{}',
  operation text, request_id text,
  primary key (seq, at)) partition by range (at);

-- The last one takes whatever the others do not: an audit that has no room would stop the service.
do $$
begin
  for year in 2025 .. 2035 loop
    execute format('create table audit_entries_%s partition of audit_entries for values from (%L) to (%L)',
      year, make_timestamptz(year, 1, 1, 0, 0, 0, 'Asia/Ho_Chi_Minh'), make_timestamptz(year + 1, 1, 1, 0, 0, 0, 'Asia/Ho_Chi_Minh'));
  end loop;
end $$;
create table audit_entries_other partition of audit_entries default;

insert into audit_entries overriding system value
select seq, xid, at, actor_id, actor_kind, actor_unit_id, actor_roles, behalf_of, action, thing, thing_id, unit_id, row_version, changes, operation, request_id
  from audit_entries_before;
select setval(pg_get_serial_sequence('app.audit_entries', 'seq'), greatest(1, (select max(seq) from audit_entries_before), (select max(seq) from audit_seals)));
drop table audit_entries_before cascade;           -- and the functions of its row type, which come back with the code

create index audit_entries_unsealed on audit_entries (xid, seq);
create index audit_entries_of_thing on audit_entries (thing_id, seq);
create index audit_entries_of_unit on audit_entries (unit_id, seq);
create index audit_entries_of_actor on audit_entries (actor_id, seq);
create index audit_entries_by_time on audit_entries (at);
create index audit_seals_of_batch on audit_seals (batch);

-- What was signed of a root, each minute; the same leaves the database at once (docs/decisions/0009).
create table audit_heads (
  batch bigint primary key references audit_roots,
  position bigint not null, root bytea not null,
  signed_at timestamptz not null, key text not null, signature bytea not null);

-- A year that was kept long enough: how many entries went, and the last place in the chain that one of them had.
create table audit_retired (
  year int primary key,
  entries int not null, last_position bigint not null,
  retired_at timestamptz not null default now());      -- real clock: as above

-- Counted together within a minute: a caller's operation and path, or what an address tried.
drop index refusals_once_a_minute;
delete from refusals;
alter table refusals drop path, add subject uuid not null, add facts jsonb not null;
create unique index refusals_once_a_minute on refusals (minute, subject, code);

-- How long the audit is kept is a term like others, in days up to a century.
alter table work_terms drop constraint work_terms_days_check;
alter table work_terms add constraint work_terms_days_check check (days between 1 and 36600);
