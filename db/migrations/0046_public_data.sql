-- Public data: how much of a campaign's figures its leader publishes, and from how many persons on a count is told to everybody.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

alter table campaigns
  add column published_figures text not null default 'totals' check (published_figures in ('totals', 'units'));

-- What is published is found without reading what is not.
create index campaigns_published on campaigns (starts_on, id) where published;
create index rankings_published on rankings (campaign_id, frozen_at) where state = 'published';

-- A term may count persons, besides days and times.
alter table work_terms
  add column persons int check (persons > 0),
  drop constraint work_term_counts_days_or_times,
  add constraint work_term_counts_one_thing check (num_nonnulls(days, times, persons) = 1);
