-- A service token by its hash.
select t.id, t.unit_id, t.level, to_jsonb(t.roles) as roles, to_jsonb(t.scopes) as scopes,
  to_jsonb(t.address_ranges::text[]) as address_ranges, t.campaign_id, t.area_id
from app.find_service_token(:secret_hash) as t
