-- Who works at a job, how far it is and how often it was begun in vain: seen with it; written by the engine alone.
select app.keep('app.job_runs', granted => false, audited => false, announced => false);
grant select on app.job_runs to thidua_service;
drop policy if exists seen_from_above on app.job_runs;
create policy seen_from_above on app.job_runs for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
