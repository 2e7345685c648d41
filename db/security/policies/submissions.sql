-- Reports of results: of the unit itself, for those above it and the issuer; who only oversees reads no drafts. The unit's
-- reporter writes the content; state, editions, desk and dates are the engine's. `changed_at` is touch()'s whatever is
-- written there: null says that cells have changed.
select app.keep('app.submissions', granted => false);
grant select, insert (campaign_id, unit_id, period, invented), update (invented, changed_at) on app.submissions to thidua_service;
drop policy if exists seen_from_above on app.submissions;
create policy seen_from_above on app.submissions for select to thidua_service using (
  ((select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
  or issuer_id = (select app.claim_unit()))
  and (state <> 'draft' or not (select app.only_oversees())));
drop policy if exists begun_by_its_unit on app.submissions;
create policy begun_by_its_unit on app.submissions for insert to thidua_service
  with check ((select app.holds('reporter', 'reports', 'write')) and unit_id = (select app.claim_unit()));
drop policy if exists written_by_its_unit on app.submissions;
create policy written_by_its_unit on app.submissions for update to thidua_service
  using (unit_id = (select app.claim_unit()) and state in ('draft', 'returned', 'amending')) with check (unit_id = (select app.claim_unit()));
-- The standing body that issued the campaign enters figures in a unit's name, as long as the report is a draft: whoever does is
-- written down first (note_who_enters).
drop policy if exists begun_by_its_issuer on app.submissions;
create policy begun_by_its_issuer on app.submissions for insert to thidua_service
  with check ((select app.holds('reviewer', 'reports', 'write')) and issuer_id = (select app.claim_unit()) and entered_by @> (select app.claim_persons()));
drop policy if exists written_by_its_issuer on app.submissions;
create policy written_by_its_issuer on app.submissions for update to thidua_service
  using ((select app.holds('reviewer', 'reports', 'write')) and issuer_id = (select app.claim_unit()) and state = 'draft')
  with check (issuer_id = (select app.claim_unit()) and entered_by @> (select app.claim_persons()));
