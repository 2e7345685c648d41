-- Accounts kept by units of the area.
-- sort: username = u.username | display_name = u.display_name collate "vi-VN-x-icu" | changed_at = u.changed_at
-- default: username
-- unique: u.id
select :keys u.id, u.username, u.display_name, u.email, u.phone, u.state, o.uid as "unit.id", l.code as "unit.code", l.name as "unit.name",
       u.external_identity, u.created_at, u.changed_at, u.version,
       to_jsonb(app.roles_today(u.id)) as roles,                  --? expand.roles
       to_jsonb(app.user_actions(u.id)) as allowed_actions, --? expand.allowed_actions
       u.unit_id as _unit_id
  from app.users as u
  join app.units as o on o.id = u.unit_id
  join app.unit_labels as l on l.unit_id = o.id and l.valid_from <= app.today() and l.valid_to > app.today()
 where u.unit_id in (select r.unit_id from app.unit_reach as r where r.viewer_id = app.claim_unit() and r.valid_from <= app.today() and r.valid_to > app.today())
   and u.unit_id = :unit --? unit
   and u.unit_id in (select b.unit_id from app.unit_tree as b where b.ancestor_id = :unit_under and b.valid_from <= app.today() and b.valid_to > app.today()) --? unit_under
   and u.state = any (:state) --? state
   and exists (select from app.assignments as a where a.user_id = u.id and a.role = any (:role) and app.assignment_holds(a, app.today())) --? role
   and app.folded(u.display_name || ' ' || u.username) like app.anywhere(:q) --? q
   and u.changed_at > :updated_after --? updated_after
