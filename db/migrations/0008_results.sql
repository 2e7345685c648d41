-- What the working with results adds to campaigns, indicators, reports and official values.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

alter table campaigns
  add negotiated_targets boolean not null default false,
  add calendar text,                               -- code of its reporting calendar; that of its level without one
  add status_labels jsonb not null default '{}',   -- words for the statuses where the campaign has its own
  add seasonal_profile jsonb,                      -- how much of a cumulative figure is usual by when, with its source
  add triggered_by uuid references campaigns,      -- the campaign whose shortfall it answers
  add triggered_on date;

alter table indicators
  add formula text,                                -- of other indicators of the campaign, by their codes
  add seasonal_profile jsonb,
  add triggered_by uuid references indicators;

alter table submissions
  add assignee_id uuid references users,
  add return_due_on date,
  add signed_document_id uuid references documents;

alter table submission_values
  add items jsonb not null default '[]',           -- named items with a status each, or the list behind a count
  add justification text check (justification is nfc normalized),
  add origin jsonb;                                -- where a reused figure comes from

alter table official_values
  add items jsonb not null default '[]';
