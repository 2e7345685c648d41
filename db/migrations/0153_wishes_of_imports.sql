-- How the file of an import was read: the same file read in another way is another import.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

alter table imports add column wishes jsonb not null default '{}';
drop index import_exists;
create unique index import_exists on imports (unit_id, type, campaign_id, proposal_id, about_unit_id, period, sha256, match, on_exists, wishes) nulls not distinct where result = 'done';
