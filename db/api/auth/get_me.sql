-- Who asks: person or system, desk, clock, and what the roles reach.
select c.id, case when c.service then 'service' else 'person' end as kind, u.username,
       coalesce(u.display_name, t.name) as display_name, u.email, u.phone,
       o.uid as "unit.id", app.unit_code_on(o.id) as "unit.code", app.unit_name_on(o.id) as "unit.name", o.kind as "unit.kind", o.level as "unit.level",
       nullif(current_setting('app.delegation', true), '')::uuid as delegation, app.claim_behalf() as "behalf_of.id", app.person_name(app.claim_behalf()) as "behalf_of.name",
       to_jsonb(app.claim_roles()) as roles, to_jsonb(app.claim_scopes()) as scopes,
       coalesce((select jsonb_agg(jsonb_build_object('unit', app.unit_brief(d.unit_number), 'roles', d.roles) order by d.unit_number) from app.desks_of(c.id) as d), '[]') as desks,
       (select count(*) from app.unit_reach as r where r.viewer_id = o.id and r.valid_from <= app.today() and r.valid_to > app.today())::int as "area.units",
       app.reaches_everything() as "area.everything",
       to_jsonb(array(
         select a.action || ':' || a.thing from app.action_rules as a where a.role = any (app.claim_roles())
          union
         select 'move:' || m.thing || ':' || m.to_state from app.transitions as m where m.role = any (app.claim_roles()) order by 1)) as permissions,
       app.today() as business_date, app.business_now() as business_time,
       coalesce(nullif(current_setting('app.business_offset', true), ''), '0') <> '0' as business_time_shifted,
       coalesce(app.token_area(), o.id) as _unit_id
  from (select app.claim_user() as id, app.has_role('service') as service) as c
  join app.units as o on o.id = app.claim_unit()
  left join app.users as u on u.id = c.id
  left join app.service_tokens as t on t.id = c.id
