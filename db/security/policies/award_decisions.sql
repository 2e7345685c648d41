-- Decisions: of the granting unit and those above it; published ones are heard below. Drafted by the granting unit; who
-- only oversees reads no drafts.
select app.keep('app.award_decisions', granted => false);
grant select, delete, insert (unit_id, kind, reference, title, number, decided_on, signer, document_id, embargo_until, invented),
      update (title, number, decided_on, signer, document_id, embargo_until, invented) on app.award_decisions to thidua_service;
drop policy if exists seen_from_above on app.award_decisions;
create policy seen_from_above on app.award_decisions for select to thidua_service using (
  ((select app.reaches_everything())
   or unit_id in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()))
  and (state <> 'drafted' or not (select app.only_oversees())));
drop policy if exists published_ones_are_heard_below on app.award_decisions;
create policy published_ones_are_heard_below on app.award_decisions for select to thidua_service using (
  published and unit_id in (select issuer_id from app.unit_hears where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists drafted_by_its_unit on app.award_decisions;
create policy drafted_by_its_unit on app.award_decisions for insert to thidua_service with check (unit_id = (select app.claim_unit()));
drop policy if exists changed_while_drafted on app.award_decisions;
create policy changed_while_drafted on app.award_decisions for update to thidua_service
  using (unit_id = (select app.claim_unit()) and state = 'drafted') with check (unit_id = (select app.claim_unit()));
drop policy if exists deleted_while_drafted on app.award_decisions;
create policy deleted_while_drafted on app.award_decisions for delete to thidua_service using (unit_id = (select app.claim_unit()) and state = 'drafted');

select app.keep('app.award_decision_nominations', announced => false);
drop policy if exists as_its_decision on app.award_decision_nominations;
create policy as_its_decision on app.award_decision_nominations for select to thidua_service using (
  exists (select from app.award_decisions d where d.id = decision_id));
drop policy if exists listed_while_drafted on app.award_decision_nominations;
create policy listed_while_drafted on app.award_decision_nominations for all to thidua_service
  using (unit_id = (select app.claim_unit()) and exists (select from app.award_decisions d where d.id = decision_id and d.state = 'drafted'))
  with check (unit_id = (select app.claim_unit()) and exists (select from app.award_decisions d where d.id = decision_id and d.state = 'drafted'));

select app.keep('app.award_decision_awards', announced => false);
drop policy if exists as_its_decision on app.award_decision_awards;
create policy as_its_decision on app.award_decision_awards for select to thidua_service using (
  exists (select from app.award_decisions d where d.id = decision_id));
drop policy if exists listed_while_drafted on app.award_decision_awards;
create policy listed_while_drafted on app.award_decision_awards for all to thidua_service
  using (unit_id = (select app.claim_unit()) and exists (select from app.award_decisions d where d.id = decision_id and d.state = 'drafted'))
  with check (unit_id = (select app.claim_unit()) and exists (select from app.award_decisions d where d.id = decision_id and d.state = 'drafted'));

-- The ledger is written by the move that signs, and by nobody else. Under an embargo an entry is for the granting unit and
-- those above it, and nothing of it is announced.
select app.keep('app.awards', granted => false, announced => false);
drop trigger if exists announced_when_known on app.awards;
create trigger announced_when_known after insert or update on app.awards for each row when (not new.hidden) execute function app.announce();
grant select on app.awards to thidua_service;
drop policy if exists seen_from_above on app.awards;
create policy seen_from_above on app.awards for select to thidua_service using (
  (select app.reaches_everything())
  or case when hidden then issuer_id else unit_id end
     in (select unit_id from app.unit_reach where viewer_id = (select app.claim_unit()) and valid_from <= app.today() and valid_to > app.today()));
drop policy if exists seen_by_who_granted_them on app.awards;
create policy seen_by_who_granted_them on app.awards for select to thidua_service using (issuer_id = (select app.claim_unit()));
