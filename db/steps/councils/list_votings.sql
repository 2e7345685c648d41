-- The votings that run, and what to seal to.
select v.voting_id, v.nomination_id, v.mode, v.public_key from open_votings(:session::uuid) v
