-- The same secret under the newest key.
update webhook_secrets set key_id = :key, sealed = :sealed where id = :id::uuid
