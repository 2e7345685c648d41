-- What a person is assigned to, then and now, as far as it lies in the area.
-- sort: valid_from = a.valid_from
-- default: valid_from
-- unique: a.id
select :keys a.id, a.user_id as "user.id", app.person_name(a.user_id) as "user.name", o.uid as "unit.id", app.unit_code_on(o.id) as "unit.code", app.unit_name_on(o.id) as "unit.name",
       a.role, a.valid_from, a.valid_to, app.assignment_holds(a, app.today()) as in_force, a.position, a.document, a.created_at, a.changed_at, a.version,
       a.unit_id as _unit_id
  from app.assignments as a
  join app.units as o on o.id = a.unit_id
 where a.user_id = :user and app.unit_reaches(app.claim_unit(), a.unit_id)
   and app.assignment_holds(a, :on) --? on
