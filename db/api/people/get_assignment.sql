-- One assignment.
select a.id, a.user_id as "user.id", app.person_name(a.user_id) as "user.name", o.uid as "unit.id", app.unit_code_on(o.id) as "unit.code", app.unit_name_on(o.id) as "unit.name",
       a.role, a.valid_from, a.valid_to, app.assignment_holds(a, app.today()) as in_force, a.position, a.document, a.created_at, a.changed_at, a.version,
       to_jsonb(case when app.administers(a.unit_id) and a.user_id <> app.claim_user() then '{patch}'::text[] else '{}' end) as allowed_actions,
       a.unit_id as _unit_id
  from app.assignments as a
  join app.units as o on o.id = a.unit_id
 where a.user_id = :user and a.id = :assignment
