-- The law on awards as administrators keep it: the document that a new row rests on; and the shapes in which eligibility is
-- asked and answered.

set local role thidua_owner;
set local search_path = app, extensions, pg_temp;

alter table award_rules
  add column document_id uuid references documents,
  add constraint award_rule_needs_its_document check (created_by is null or document_id is not null);

-- One nomination as its rules look at it, gathered once.
create type eligibility_case as (
  nomination_id uuid, proposal_id uuid, honouree_id uuid, honouree text, kind text, award_type text, name text, class text, reason text, unit_id int, issuer_id int,
  campaign_id uuid, round_id uuid, collective_unit_id int, home_id int, achievement text, achievement_from date, achievement_to date, year int, on_day date);

-- What one rule says of it.
create type eligibility_finding as (
  rule text, result text, severity text, code text, params jsonb, evidence jsonb, citation text, confidence text);
