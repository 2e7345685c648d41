-- Service tokens: one's own, and for administrators those of the area.
-- sort: name = t.name collate "vi-VN-x-icu" | expires_at = t.expires_at
-- default: name
-- unique: t.id
select :keys t.id, t.name, o.uid as "unit.id", l.code as "unit.code", l.name as "unit.name", to_jsonb(t.scopes) as scopes, to_jsonb(t.address_ranges::text[]) as address_ranges,
       c.id as "campaign.id", c.code as "campaign.code", c.title as "campaign.title", a.uid as "area.id", app.unit_code_on(a.id) as "area.code", app.unit_name_on(a.id) as "area.name",
       t.given_by as "given_by.id", app.person_name(t.given_by) as "given_by.name", t.created_at, t.expires_at, app.service_token_used_at(t.id) as last_used_at,
       t.revoked_at, t.version,
       to_jsonb(case when t.revoked_at is null then '{delete}'::text[] else '{}' end) as allowed_actions, t.unit_id as _unit_id
  from app.service_tokens as t
  join app.units as o on o.id = t.unit_id
  left join app.campaigns as c on c.id = t.campaign_id
  left join app.units as a on a.id = t.area_id
  join app.unit_labels as l on l.unit_id = o.id and l.valid_from <= app.today() and l.valid_to > app.today()
 where true
   and t.unit_id = :unit --? unit
   and t.revoked_at is null and t.expires_at > now() --? active
