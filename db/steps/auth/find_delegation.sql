-- The desk at which a person acts for another by a delegation in force.
select d.unit_id, coalesce(d.level, '') as level, to_jsonb(d.roles) as roles, d.epoch, d.giver
from app.delegation_in_force(:delegation::uuid, :user_id::uuid) as d
