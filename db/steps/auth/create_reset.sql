-- A secret with which this person may choose a new password.
select r.id, to_char(r.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as expires_at
from app.create_reset(:user_id::uuid, :secret_hash) as r
