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

-- What somebody who answers for it expects at the end. A later one takes the place of an earlier one, which stays.
create table forecasts (
  id uuid primary key default uuid_v7(),
  campaign_id uuid not null references campaigns on delete cascade,
  indicator_id uuid not null references indicators on delete cascade,
  unit_id int not null references units,           -- whose figure is foreseen
  issuer_id int not null references units,
  lead_unit_id int references units,
  by_unit_id int not null references units,        -- for whom the person speaks
  period text,                                     -- the period whose figures it rests on
  value numeric,
  status text,
  reason text not null check (reason is nfc normalized),
  foreseen_at timestamptz not null,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint forecast_says_something check (value is not null or status is not null)
);
create index forecasts_of_indicator on forecasts (indicator_id, unit_id, foreseen_at desc);
create index forecasts_of_campaign on forecasts (campaign_id, foreseen_at);
