-- Reviews: of the issuing unit and those above it; signed ones are heard below. Drafted by the issuing unit. Snapshots are
-- written by the engine and read through the review, since they name who has not reported.
select app.keep('app.reviews', granted => false);
grant select, delete, insert (campaign_id, unit_id, kind, period, as_of, title, place, recipients, invented),
      update (title, place, recipients, texts, invented, changed_at) on app.reviews to thidua_service;
drop policy if exists seen_from_above on app.reviews;
create policy seen_from_above on app.reviews for select to thidua_service using (
  ((select app.reaches_everything())
   or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()))
  and (state = 'signed' or not (select app.only_oversees())));
drop policy if exists signed_ones_are_heard_below on app.reviews;
create policy signed_ones_are_heard_below on app.reviews for select to thidua_service using (
  state = 'signed' and unit_id in (select issuer_id from app.unit_hears where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists drafted_by_its_unit on app.reviews;
create policy drafted_by_its_unit on app.reviews for insert to thidua_service with check (unit_id = (select app.claim_unit()));
drop policy if exists changed_while_drafted on app.reviews;
create policy changed_while_drafted on app.reviews for update to thidua_service
  using (unit_id = (select app.claim_unit()) and state = 'draft') with check (unit_id = (select app.claim_unit()));
drop policy if exists deleted_while_drafted on app.reviews;
create policy deleted_while_drafted on app.reviews for delete to thidua_service using (unit_id = (select app.claim_unit()) and state = 'draft');

select app.keep('app.review_snapshots', granted => false, announced => false);
