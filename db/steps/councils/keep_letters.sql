-- Marks who sent letters and keeps the ballots that came in them.
select keep_letters(:session::uuid, :members::jsonb, :ballots::jsonb) as letters, claim_unit() as _unit_id
