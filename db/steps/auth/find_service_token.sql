-- A service token by its hash.
select t.id, t.unit_id, t.level, to_jsonb(t.roles) as roles, to_jsonb(t.scopes) as scopes
from app.find_service_token(:secret_hash) as t
