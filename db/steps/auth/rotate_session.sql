-- One refresh token for the next.
select r.outcome, r.user_id, r.family, r.unit_id, coalesce(r.level, '') as level, to_jsonb(r.roles) as roles, r.epoch, r.delegation, r.giver
from app.rotate_session(:old_hash, :new_hash, :delegation::uuid) as r
