-- The keys of a voting about to open; the secret one comes encrypted.
select keep_ballot_keys(:session::uuid, :public_key, :key_id, :encrypted_secret)
