-- One account with its assignments.
select u.id, u.username, u.display_name, u.email, u.phone, u.state, o.uid as "unit.id", app.unit_code_on(o.id) as "unit.code", app.unit_name_on(o.id) as "unit.name",
       u.external_identity, u.created_at, u.changed_at, u.version, to_jsonb(app.roles_today(u.id)) as roles, to_jsonb(app.user_actions(u.id)) as allowed_actions,
       case when u.id = app.claim_user() then app.claim_unit() else u.unit_id end as _unit_id
  from app.users as u
  join app.units as o on o.id = u.unit_id
 where u.id = :user
