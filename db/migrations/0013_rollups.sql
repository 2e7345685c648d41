-- What official values were, for questions about what was known when; what a formula means; keys that hold what sums need.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

-- Official values that were replaced or taken back, with the span of time in which they were what was known.
create table official_values_past (
  indicator_id uuid not null references indicators,
  period text not null,
  unit_id int not null references units,
  value numeric,
  numerator numeric,
  denominator numeric,
  text_value text,
  items jsonb not null default '[]',
  status text not null,
  submission_id uuid references submissions,       -- none: it was excused
  edition int,
  source text not null,
  known_from timestamptz not null,
  known_to timestamptz not null
);
create index official_values_past_of on official_values_past (indicator_id, period, unit_id, known_from);

-- A sum over the units of a province reads a few pages of this key and no row behind it.
alter table official_values drop constraint official_values_pkey;
alter table official_values add primary key (indicator_id, period, unit_id) include (value, numerator, denominator, status, since, source);

-- A formula as it is computed: operands and operators in the order of use, kept by a trigger.
alter table indicators add formula_plan jsonb;

-- What makes the figure of an asked period: `own`, it was reported itself; `piece` of a tiling by reported periods; the `last`
-- reported within (one per stretch of counting); the one `before`, subtracted; a `gap`, which nobody reports.
create type period_part as (
  asked text, accumulation text, part text, stretch int, period text, rank int,
  ends_on date,                                    -- of the reported period
  owes_on date,                                    -- the day whose reporters count
  placed_on date);                                 -- the day whose tree says where a unit stands
