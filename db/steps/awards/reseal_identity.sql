-- The same identifier under the newest key.
select reseal_identity(:id::uuid, :content::jsonb)
