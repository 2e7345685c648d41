-- Yearly ratings, with what kept people from work: for the unit of the time and those above it, and for whoever reads the
-- record of the honouree. Written by the unit of the honouree or one above it.
select app.keep('app.honouree_ratings');
drop policy if exists seen_from_above on app.honouree_ratings;
create policy seen_from_above on app.honouree_ratings for select to thidua_service using (
  (select app.reaches_everything())
  or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today())
  or honouree_id in (select app.honourees_read()));
drop policy if exists kept_by_those_above on app.honouree_ratings;
drop policy if exists entered_by_those_above on app.honouree_ratings;
create policy entered_by_those_above on app.honouree_ratings for insert to thidua_service with check (app.keeps_honouree(honouree_id));
drop policy if exists changed_by_those_above on app.honouree_ratings;
create policy changed_by_those_above on app.honouree_ratings for update to thidua_service
  using (app.keeps_honouree(honouree_id)) with check (app.keeps_honouree(honouree_id));
drop policy if exists deleted_by_those_above on app.honouree_ratings;
create policy deleted_by_those_above on app.honouree_ratings for delete to thidua_service using (app.keeps_honouree(honouree_id));
