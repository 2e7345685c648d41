-- What people foresee, beside what is computed; and the units in which figures are given.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

-- Units of measure of one kind convert into each other: tỷ đồng is 10^9 đồng.
create table units_of_measure (
  code text primary key,
  label text not null unique check (label is nfc normalized),
  kind text not null,
  scale numeric not null check (scale > 0)
);
