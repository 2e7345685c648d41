-- What a report says in figures, as every check of it is given them, and the way to the reports of a campaign for a period.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

-- One figure of a report with what the checks ask of its indicator; `share`: a percentage. What is nil is zero.
create type reported_figure as (
  indicator_id uuid, code text, ordinal int, name text, value_type text, unit_of_measure text, decimals int, share boolean,
  accumulation text, parent_id uuid, component_rule text, when_falling text,
  value numeric, denominator numeric, justified boolean);

-- The peers of a report: without it every report of the campaign is looked at.
create index submissions_of_period on submissions (campaign_id, period);
