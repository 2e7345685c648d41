-- A new account, without a password and without a role.
select u.id, u.username, u.display_name, u.email, u.phone, u.state, o.uid as "unit.id", app.unit_code_on(o.id) as "unit.code", app.unit_name_on(o.id) as "unit.name",
       u.external_identity, u.created_at, u.changed_at, u.version, to_jsonb(app.roles_today(u.id)) as roles, '["create_assignment", "create_password_reset", "patch"]'::jsonb as allowed_actions, u.unit_id as _unit_id
  from app.create_user(:body) as u
  join app.units as o on o.id = u.unit_id
