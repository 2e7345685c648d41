-- Signing secrets of webhooks, encrypted: for the engine alone.
select app.keep('app.webhook_secrets', granted => false, audited => false, announced => false);
