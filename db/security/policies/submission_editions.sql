-- Editions of a report: seen with it; the engine keeps them.
select app.keep('app.submission_editions', granted => false, audited => false, announced => false);
grant select on app.submission_editions to thidua_service;
drop policy if exists as_its_report on app.submission_editions;
create policy as_its_report on app.submission_editions for select to thidua_service using (
  exists (select from app.submissions s where s.id = submission_id));
