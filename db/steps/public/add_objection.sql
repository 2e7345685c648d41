-- An objection of somebody of the public.
select to_char(received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as received_at from app.new_public_objection(:list::uuid, :content::jsonb)
