-- The new password for a secret, once.
select app.use_reset(:secret_hash, :password_hash) as user_id
