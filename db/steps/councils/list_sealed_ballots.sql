-- What there is to open, in the transaction that closes the voting.
select b.voting_id, b.sealed, b.key_id, b.encrypted_secret, b.public_key from ballots_to_open(:session::uuid) b
