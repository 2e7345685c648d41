-- Secrets of service tokens: hashes, for the engine alone.
select app.keep('app.service_token_secrets', granted => false, audited => false, announced => false);
