-- What a person is assigned to, then and now, as far as it lies in the area.
-- sort: valid_from = a.valid_from
-- default: valid_from
-- unique: a.id
select :keys a.id, a.user_id as "user.id", app.person_name(a.user_id) as "user.name", o.uid as "unit.id", l.code as "unit.code", l.name as "unit.name",
       a.role, a.valid_from, a.valid_to, app.assignment_holds(a, app.today()) as in_force, a.position, a.document, a.created_at, a.changed_at, a.version,
       to_jsonb(case when app.administers(a.unit_id) and a.user_id <> app.claim_user() then '{patch}'::text[] else '{}' end) as allowed_actions,
       a.unit_id as _unit_id
  from app.assignments as a
  join app.units as o on o.id = a.unit_id
  join app.unit_labels as l on l.unit_id = o.id and l.valid_from <= app.today() and l.valid_to > app.today()
 where a.user_id = :user and app.seen('user', :user)
   and a.unit_id in (select r.unit_id from app.unit_reach as r where r.viewer_id = app.claim_unit() and r.valid_from <= app.today() and r.valid_to > app.today())
   and app.assignment_holds(a, :on) --? on
