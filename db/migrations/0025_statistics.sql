-- Laws and decrees by their full names, as documents rest on them; statutory yearly figures that no other part of the
-- service knows.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

-- An instrument by its number, as citations of rules name it. `valid_to` is the first day without it.
create table legal_acts (
  number text primary key,
  kind text not null,                              -- Luật, Nghị định, Thông tư
  issuer text,                                     -- null: a law
  issued_on date not null,
  subject text not null check (subject is nfc normalized),
  everywhere boolean not null default false,       -- every people's committee rests on it
  valid_from date not null,
  valid_to date,
  constraint legal_act_ends_after_it_begins check (valid_to is null or valid_to > valid_from)
);

-- Lines of the yearly statutory forms that are told, not counted: how many organisations, how many officers of which kind.
-- `breakdown` names the split whose lines sum to the line `whole`. `valid_to` is the first day without a line.
create table statutory_lines (
  form text not null,
  line text not null,
  ordinal int not null,
  whole text,
  breakdown text,
  vi text not null check (vi is nfc normalized),
  en text not null,
  citation text not null,
  confidence text not null check (confidence in ('strong', 'weak')),
  valid_from date not null,
  valid_to date,
  primary key (form, line),
  constraint statutory_line_is_part_of_a_whole check ((whole is null) = (breakdown is null))
);

-- What a unit says of itself for a year.
create table statutory_figures (
  id uuid primary key default uuid_v7(),
  unit_id int not null references units,
  form text not null,
  year int not null check (year between 1945 and 2200),
  line text not null,
  value int not null check (value between 0 and 1000000),
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint statutory_figure_is_said_once unique (unit_id, year, form, line),
  constraint statutory_line_is_known foreign key (form, line) references statutory_lines
);
