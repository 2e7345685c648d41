-- The token is dead with the next request; its row stays for the record.
select t.id, t.name, o.uid as "unit.id", app.unit_code_on(o.id) as "unit.code", app.unit_name_on(o.id) as "unit.name", to_jsonb(t.scopes) as scopes, to_jsonb(t.address_ranges::text[]) as address_ranges,
       c.id as "campaign.id", c.code as "campaign.code", c.title as "campaign.title", a.uid as "area.id", app.unit_code_on(a.id) as "area.code", app.unit_name_on(a.id) as "area.name",
       t.given_by as "given_by.id", app.person_name(t.given_by) as "given_by.name", t.created_at, t.expires_at, app.service_token_used_at(t.id) as last_used_at,
       t.revoked_at, t.version, '[]'::jsonb as allowed_actions, t.unit_id as _unit_id
  from app.revoke_service_token(:service_token) as t
  join app.units as o on o.id = t.unit_id
  left join app.campaigns as c on c.id = t.campaign_id
  left join app.units as a on a.id = t.area_id
