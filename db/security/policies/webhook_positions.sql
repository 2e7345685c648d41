-- How far each webhook has got: for the engine alone.
select app.keep('app.webhook_positions', granted => false, audited => false, announced => false);
