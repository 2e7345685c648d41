-- A service token, of which only the hash comes in.
select t.id, to_char(t.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as expires_at
from app.give_service_token(:content::jsonb, :secret_hash) as t
