-- Editions of a report: what was submitted, seen with it; the engine keeps them.
select app.keep('app.submission_editions', granted => false, audited => false, announced => false);
grant select on app.submission_editions to thidua_service;
drop policy if exists as_its_report on app.submission_editions;
create policy as_its_report on app.submission_editions for select to thidua_service using (
  ((select app.reaches_everything())
   or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
   or app.report_issuer(submission_id) = (select app.claim_unit())));
