-- The feed of changes: what is told of which thing and to whom, and how far back it goes. What of a row of the outbox is
-- told is said once per thing, at the end of db/workflow/transitions.sql.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

alter table things
  add address text,                                    -- its path, with {id} and {parent}; null: nothing is told of it
  add parent_column text,                              -- names what it belongs to
  add known_beyond boolean not null default false,     -- may be read outside the area of its unit: asked thing by thing
  add gone text check (gone in ('all', 'area', 'papers', 'drafts', 'parent')),   -- who hears that one was deleted
  add constraint what_is_told_can_be_deleted check ((address is null) = (gone is null)),
  add constraint what_is_heard_with_a_parent_has_one check (gone <> 'parent' or parent_column is not null);

alter table outbox
  add parent_id uuid,                                  -- what it belonged to
  add published boolean not null default false;

-- Changes of transactions below this one are forgotten.
create table changes_floor (
  only_row boolean primary key default true check (only_row),
  below xid8 not null);
insert into changes_floor(below) values ('0');
