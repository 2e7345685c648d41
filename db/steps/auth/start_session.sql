-- Begins a family of refresh tokens; the password was right.
select app.start_session(:user_id::uuid, :unit_id::uuid, :secret_hash, :delegation::uuid) as family
