-- What is recorded of an award: seen with it, written once, by who granted it; handing over also by the honouree's own unit.
select app.keep('app.award_presentations', granted => false);
grant select, insert (award_id, unit_id, issuer_id, presented_on, place, presented_by, ceremony, recorded_by_unit_id) on app.award_presentations to thidua_service;
drop policy if exists as_their_award on app.award_presentations;
create policy as_their_award on app.award_presentations for select to thidua_service using (exists (select from app.awards a where a.id = award_id));
drop policy if exists recorded_at_either_desk on app.award_presentations;
create policy recorded_at_either_desk on app.award_presentations for insert to thidua_service with check (
  recorded_by_unit_id = (select app.claim_unit()) and ((select app.claim_unit()) = unit_id or (select app.claim_unit()) in (select app.heirs_of(issuer_id))));

select app.keep('app.award_payments', granted => false);
grant select, insert (award_id, unit_id, issuer_id, paid_on, amount, due, reason, fund, number, document_id) on app.award_payments to thidua_service;
drop policy if exists as_their_award on app.award_payments;
create policy as_their_award on app.award_payments for select to thidua_service using (exists (select from app.awards a where a.id = award_id));
drop policy if exists recorded_by_who_granted on app.award_payments;
create policy recorded_by_who_granted on app.award_payments for insert to thidua_service with check ((select app.claim_unit()) in (select app.heirs_of(issuer_id)));

-- A copy is asked for at either desk; what was issued is the engine's to write.
select app.keep('app.award_copies', granted => false);
grant select, insert (award_id, unit_id, issuer_id, kind, asked_on, due_on, citation, reason, request_document_id) on app.award_copies to thidua_service;
drop policy if exists as_their_award on app.award_copies;
create policy as_their_award on app.award_copies for select to thidua_service using (exists (select from app.awards a where a.id = award_id));
drop policy if exists asked_for_at_either_desk on app.award_copies;
create policy asked_for_at_either_desk on app.award_copies for insert to thidua_service with check (((select app.claim_unit()) = unit_id or (select app.claim_unit()) in (select app.heirs_of(issuer_id))));

select app.keep('app.award_recoveries', granted => false);
grant select, insert (award_id, unit_id, issuer_id, what, outcome, recovered_on, amount, note, document_id) on app.award_recoveries to thidua_service;
drop policy if exists as_their_award on app.award_recoveries;
create policy as_their_award on app.award_recoveries for select to thidua_service using (exists (select from app.awards a where a.id = award_id));
drop policy if exists recorded_by_who_granted on app.award_recoveries;
create policy recorded_by_who_granted on app.award_recoveries for insert to thidua_service with check ((select app.claim_unit()) in (select app.heirs_of(issuer_id)));
