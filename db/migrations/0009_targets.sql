-- Targets of groups, baselines per unit, proposals and counter-proposals.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

-- A target is given to a unit, or to every member of a group (unit_id then is the unit that gives it). Proposals and
-- counter-proposals stand beside the target in force and do not count until they are assigned.
alter table targets
  add group_id uuid references unit_groups,
  add counter_value numeric,
  add counter_numerator numeric,
  add counter_denominator numeric,
  add counter_reason text check (counter_reason is nfc normalized),
  add countered_on date,
  add constraint target_counter_denominator_is_not_zero check (counter_denominator is null or counter_denominator <> 0),
  add constraint target_of_a_group_is_given_by_its_issuer check (group_id is null or unit_id = issuer_id),
  drop constraint one_target_at_a_time,
  add constraint one_target_at_a_time exclude using gist
    (indicator_id with =, unit_id with =, coalesce(group_id, '00000000-0000-0000-0000-000000000000') with =, daterange(valid_from, valid_to) with &&)
    where (state in ('assigned', 'revised'));
create unique index one_proposal_at_a_time on targets (indicator_id, unit_id) where state in ('proposed', 'countered');
create index targets_of_group on targets (group_id) where group_id is not null;

-- What a change is measured against, unit by unit: the value, or the rank among so many, of an earlier year.
create table baselines (
  id uuid primary key default uuid_v7(),
  indicator_id uuid not null references indicators on delete cascade,
  campaign_id uuid not null references campaigns on delete cascade,
  unit_id int not null references units,
  issuer_id int not null references units,
  lead_unit_id int references units,
  year int not null check (year between 1945 and 2200),
  value numeric,
  numerator numeric,
  denominator numeric,
  rank int check (rank >= 1),
  number_ranked int check (number_ranked >= 1),
  source text not null check (source is nfc normalized),
  document_id uuid references documents,
  invented boolean not null default false,
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  constraint baseline_is_one unique (indicator_id, unit_id),
  constraint baseline_denominator_is_not_zero check (denominator is null or denominator <> 0),
  constraint baseline_rank_is_among_the_ranked check (rank <= number_ranked)
);
create index baselines_of_campaign on baselines (campaign_id, unit_id);

-- Sums that differ from the whole on purpose, with the reason; without one they are a fault.
alter table campaigns add target_gap_reason text check (target_gap_reason is nfc normalized);

-- A cell as a sheet of targets says it, with its place there.
create type sheet_cell as (
  pointer text, kind text, indicator_code text, indicator_id uuid, unit_code text, unit_id int, group_id uuid, target numeric, numerator numeric, denominator numeric,
  printed text, valid_from date, reason text, document uuid, invented boolean);
