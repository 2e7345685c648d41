-- Unit groups: readable by all who are signed in; kept by the standing body of the unit that set them up.
select app.keep('app.unit_groups');
grant update (changed_at) on app.unit_groups to thidua_service; -- a list that changed is a new version too
drop policy if exists readable_by_all on app.unit_groups;
create policy readable_by_all on app.unit_groups for select to thidua_service using ((select app.claim_unit()) is not null);
drop policy if exists kept_by_its_unit on app.unit_groups;
create policy kept_by_its_unit on app.unit_groups for all to thidua_service
  using (unit_id = (select app.claim_unit()) and (select app.has_role('reviewer')))
  with check (unit_id = (select app.claim_unit()) and (select app.has_role('reviewer')));
