-- Refresh tokens: hashes, for the engine alone.
select app.keep('app.refresh_tokens', granted => false, audited => false, announced => false);
