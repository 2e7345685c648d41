-- Whose calendar a key opens, and what the person is at that desk today.
select f.id, f.user_id, f.unit_id, coalesce(f.level, '') as level, to_jsonb(f.roles) as roles, f.epoch
from app.find_calendar_feed(:secret_hash) as f
