-- Addresses of calendars: seen by their person at that desk; made and revoked by functions/calendar_feeds.sql only.
select app.keep('app.calendar_feeds', granted => false, announced => false);
grant select on app.calendar_feeds to thidua_service;
drop policy if exists seen_by_its_person on app.calendar_feeds;
create policy seen_by_its_person on app.calendar_feeds for select to thidua_service
  using (user_id = (select app.claim_user()) and unit_id = (select app.claim_unit()));
