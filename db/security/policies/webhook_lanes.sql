-- Queues of webhooks: for the engine alone.
select app.keep('app.webhook_lanes', granted => false, audited => false, announced => false);
