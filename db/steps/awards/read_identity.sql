-- The sealed identifier of somebody; who reads it, and why, is written down.
select key_id, sealed, scheme, to_char(read_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as read_at from app.read_identity(:honouree::uuid, :reason)
