-- What a target says of each year, beside what it says of the campaign as a whole.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

-- "giảm 4 %/năm": the change is wanted once for every year that passes. An indicator that is only counted has the comparator
-- `none` and no target.
alter table indicators
  add per_year boolean not null default false,
  add constraint per_year_needs_a_change check (not per_year or comparator in ('increase_by', 'decrease_by') and accumulation = 'level');
