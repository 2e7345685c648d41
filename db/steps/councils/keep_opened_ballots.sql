-- Plain ballots in an order drawn by lot; the sealed ones and their key are gone.
select keep_opened_ballots(:session::uuid, :opened::jsonb)
