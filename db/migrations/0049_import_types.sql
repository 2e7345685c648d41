-- Imports of things beside figures: units, accounts, indicators and nominees. They belong to no campaign, or to a proposal.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

alter table imports
  alter campaign_id drop not null,
  add proposal_id uuid references proposals on delete cascade,   -- of nominees
  add match text not null default 'code';                        -- by what a row finds the thing it speaks of
drop index import_exists;
create unique index import_exists on imports (unit_id, type, campaign_id, proposal_id, about_unit_id, period, sha256) nulls not distinct where result = 'done';
create index imports_of_type on imports (type);

-- What a row of such a thing did, as the function of its type tells it.
create type row_done as (
  outcome text,
  current jsonb,                                                 -- what the thing said before of what the row says
  new jsonb,
  about_unit_id int,                                             -- a unit that stood before
  subject text                                                   -- what the row speaks of: twice in one file is a fault
);
