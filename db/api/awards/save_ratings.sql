-- Ratings of many people and years.
select created, updated, unchanged, claim_unit() as _unit_id from put_ratings(:body)
