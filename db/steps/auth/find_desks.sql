-- The units a person can work for now, and the one that is meant.
select d.unit_id, d.code, d.name, coalesce(d.level, '') as level, to_jsonb(d.roles) as roles, d.epoch, d.wanted
from app.desks_of(:user_id::uuid, :unit) as d
