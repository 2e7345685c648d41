-- Marks the voter and keeps his ballots; what it tells are receipts.
select c.nomination_id, c.receipt, claim_unit() as _unit_id from cast_ballots(:session::uuid, :member::uuid, :ballots::jsonb) c
