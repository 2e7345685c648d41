-- Unit group members: as their group.
select app.keep('app.unit_group_members', announced => false);
drop policy if exists as_their_group on app.unit_group_members;
create policy as_their_group on app.unit_group_members for select to thidua_service using (exists (select from app.unit_groups g where g.id = group_id));
drop policy if exists kept_with_their_group on app.unit_group_members;
create policy kept_with_their_group on app.unit_group_members for all to thidua_service
  using (exists (select from app.unit_groups g where g.id = group_id and g.unit_id = (select app.claim_unit()) and (select app.has_role('reviewer'))))
  with check (exists (select from app.unit_groups g where g.id = group_id and g.unit_id = (select app.claim_unit()) and (select app.has_role('reviewer'))));
