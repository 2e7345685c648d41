-- The waits between attempts of a delivery: for the engine alone.
select app.keep('app.webhook_retries', granted => false, audited => false, announced => false);
