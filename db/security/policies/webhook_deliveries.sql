-- Deliveries: seen as their webhook is; written by the engine alone.
select app.keep('app.webhook_deliveries', granted => false, audited => false, announced => false);
grant select on app.webhook_deliveries to thidua_service;
drop policy if exists as_its_webhook on app.webhook_deliveries;
create policy as_its_webhook on app.webhook_deliveries for select to thidua_service using (
  exists (select from app.webhooks w where w.id = webhook_id));
