-- Steps of a nomination on its way up: seen with the nomination; sent by who judges it or has it, the rest is the engine's.
select app.keep('app.forwardings', granted => false);
grant select, insert (nomination_id, unit_id, issuer_id, lead_unit_id, ordinal, level, body, sent_on, number, document_id, note) on app.forwardings to thidua_service;
drop policy if exists as_their_nomination on app.forwardings;
create policy as_their_nomination on app.forwardings for select to thidua_service using (exists (select from app.nominations n where n.id = nomination_id));
drop policy if exists sent_by_who_has_it on app.forwardings;
create policy sent_by_who_has_it on app.forwardings for insert to thidua_service with check (issuer_id = (select app.claim_unit()));
