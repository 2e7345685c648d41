-- Work on reports, continued: what a move is warned of, who fills in what is owed, terms of work of an area.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

alter table transitions add warn_of text;                  -- function (thing_id uuid, details jsonb) returns setof fault

alter table obligations add assignee_id uuid references users;   -- who fills it in; of a report the same as the report's
update obligations o set assignee_id = s.assignee_id from submissions s
 where s.assignee_id is not null and o.kind = 'report' and s.campaign_id = o.campaign_id and s.unit_id = o.unit_id and s.period = o.period;

-- Terms of work of an area, each a dated row that rests on a document.
alter table work_terms
  drop constraint work_terms_pkey,
  add id uuid primary key default uuid_v7(),
  add unit_id int references units,                        -- the area it holds for; null: the nation
  add document_id uuid references documents,
  add version int not null default 1,
  add created_by uuid,
  add created_at timestamptz not null default now(),
  add changed_by uuid,
  add changed_at timestamptz not null default now(),
  add constraint work_term_is_known_already unique nulls not distinct (code, unit_id, valid_from);
