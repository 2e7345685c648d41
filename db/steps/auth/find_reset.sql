-- Whose password a secret resets.
select r.username from app.find_reset(:secret_hash) as r
