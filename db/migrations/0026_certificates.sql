-- Layouts of certificates: what is drawn where on which sheet, from a day on. The nation's rows are shipped; a unit that has
-- paper printed for itself enters its own.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

create table certificate_layouts (
  id uuid primary key default uuid_v7(),
  unit_id int references units,                    -- the granting unit it is for; null: everybody
  paper text not null check (paper in ('plain', 'preprinted')),
  award_class text check (award_class in ('title', 'form')),
  award_type text references award_types,
  width numeric not null,                          -- of the sheet, in millimetres
  height numeric not null,
  background_id uuid references documents,         -- a PNG behind everything
  marks jsonb not null,                            -- what stands where, in millimetres from the upper left corner
  valid_from date not null,
  citation text not null,
  document_id uuid references documents,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint layout_speaks_of_a_type_or_a_class check (award_class is null or award_type is null),
  constraint certificate_layout_stands_already unique nulls not distinct (unit_id, paper, award_class, award_type, valid_from)
);
